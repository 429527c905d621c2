/** What `service` is handed from outside, so that it knows neither the clock nor chance. */
export interface Ports {
  now(): Date
  random(bytes: number): Buffer
}
