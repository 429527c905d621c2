import { createSocket } from 'node:dgram'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Program, run } from './kamailio.js'

/** Registers 101@pbx.example.net at the address it speaks from. */
export const REGISTER = `<?xml version="1.0" encoding="UTF-8"?>
<scenario name="register">
<send retrans="500"><![CDATA[
REGISTER sip:pbx.example.net SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:101@pbx.example.net>;tag=[call_number]
To: <sip:101@pbx.example.net>
Call-ID: [call_id]
CSeq: 1 REGISTER
Contact: <sip:101@[local_ip]:[local_port]>
Max-Forwards: 70
Expires: 120
Content-Length: 0

]]></send>
<recv response="200"/>
</scenario>`

/** A phone that fetches its file when, and only when, a check-sync NOTIFY reaches it. */
export const phoneScenario = (url: string, userAgent = 'sipp') => `<?xml version="1.0" encoding="UTF-8"?>
<scenario name="phone">
<recv request="NOTIFY"><action>
  <ereg regexp="check-sync;reboot=false" search_in="hdr" header="Event:" check_it="true" assign_to="event"/>
  <exec command="curl -s -o /dev/null -A '${userAgent}' ${url}"/>
</action></recv>
<Reference variables="event"/>
<send><![CDATA[
SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:];tag=[call_number]
[last_Call-ID:]
[last_CSeq:]
Content-Length: 0

]]></send>
</scenario>`

/** A phone that asks the network for its profile and is told a URL (yealink.md ch. 7, snom.md ch. 6). */
export const pnpScenario = (mac: string, url: string) => `<?xml version="1.0" encoding="UTF-8"?>
<scenario name="pnp">
<send retrans="500"><![CDATA[
SUBSCRIBE sip:MAC${mac}@224.0.1.75 SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:MAC${mac}@224.0.1.75>;tag=phone
To: <sip:MAC${mac}@224.0.1.75>
Call-ID: [call_id]
CSeq: 1 SUBSCRIBE
Contact: <sip:MAC${mac}@[local_ip]:[local_port]>
Event: ua-profile;profile-type="device";vendor="yealink";model="T46U";version="108.86.0.20"
Accept: application/url
Max-Forwards: 70
Expires: 0
Content-Length: 0

]]></send>
<recv response="200"><action>
  <ereg regexp="^[[:space:]]*0" search_in="hdr" header="Expires:" check_it="true" assign_to="1"/>
  <ereg regexp="tag=" search_in="hdr" header="To:" check_it="true" assign_to="2"/>
</action></recv>
<recv request="NOTIFY"><action>
  <ereg regexp="ua-profile" search_in="hdr" header="Event:" check_it="true" assign_to="3"/>
  <ereg regexp="terminated" search_in="hdr" header="Subscription-State:" check_it="true" assign_to="4"/>
  <ereg regexp="application/url" search_in="hdr" header="Content-Type:" check_it="true" assign_to="5"/>
  <ereg regexp="tag=phone" search_in="hdr" header="To:" check_it="true" assign_to="6"/>
  <ereg regexp="${url}$" search_in="body" check_it="true" assign_to="7"/>
</action></recv>
<Reference variables="1,2,3,4,5,6,7"/>
<send><![CDATA[
SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:]
[last_Call-ID:]
[last_CSeq:]
Content-Length: 0

]]></send>
</scenario>`

/** One call of a scenario, from a port of 127.0.0.1; its exit status says whether everything was as the scenario wants. */
export function startSipp(dir: string, port: number, remote: number, scenario: string): Program {
  const file = join(dir, `${port}-${remote}.xml`)
  writeFileSync(file, scenario)
  const args = ['-sf', file, '-i', '127.0.0.1', '-p', String(port), '-m', '1', '-nostdin', '-timeout', '20s']
  return run('sipp', [`127.0.0.1:${remote}`, ...args], dir)
}

/** Resolves once somebody listens at the UDP port. */
export async function listening(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const socket = createSocket('udp4')
    const free = await new Promise<boolean>((resolve) => {
      socket.once('error', () => resolve(false))
      socket.bind(port, '127.0.0.1', () => resolve(true))
    })
    if (!free) return
    socket.close()
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error(`nobody listens at ${port}`)
}
