/** The sections of a module, by their numbers (Core Specification §5.5). */
export const Section = { custom: 0, type: 1, import: 2, function: 3, export: 7, element: 9, code: 10 } as const;

export const FUNCTION_TYPE = 0x60;
export const FUNCTION_REFERENCE = 0x70;
