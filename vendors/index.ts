import type { Vendor } from '../src/domain/vendor.js'
import { polycom } from './polycom/index.js'
import { snom } from './snom/index.js'
import { yealink } from './yealink/index.js'

/** Every vendor offhook knows; add yours here. */
export const vendors: readonly Vendor[] = [yealink, snom, polycom]
