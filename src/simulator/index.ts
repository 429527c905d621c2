export type { SimulatedVendor } from './personality.js'
export { createSimulatedPhone, isSimulated, type SimulatedPhone, type SimulatedPhoneOptions } from './phone.js'
export { printReport, type Report } from './report.js'
