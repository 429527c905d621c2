/** Clears a parameter whatever the overwrite mode. Source: yealink.md 2 (P wz, tan). */
export const NULL = '%NULL%'
