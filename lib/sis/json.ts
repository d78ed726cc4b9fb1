/** Whether a parsed value is a JSON object: neither a list, nor null, nor a plain value. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** SS12000 systems write an attribute that they have no value for as null as often as they leave it out. */
export function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

/** Parses a text; undefined where it is no JSON. The parser's own error is dropped, for it quotes the text. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
