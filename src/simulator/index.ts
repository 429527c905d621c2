export type { SimulatedVendor } from './personality.js'
export { createSimulatedPhone, type SimulatedPhone, type SimulatedPhoneOptions } from './phone.js'
export { printReport, type Report } from './report.js'
