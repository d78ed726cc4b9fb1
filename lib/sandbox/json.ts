/** The JSON in a text, or undefined where there is none: a service answers that like JSON of the wrong shape. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
