/**
 * A validator with a message for the person at the editor.
 *
 * @param complain the sentence to show, or nothing where the value is fine
 */
export function validator<Config>(
  complain: (this: EditorNode<Config>, value: string) => string | undefined,
): Validator<Config> {
  const validate = function (this: EditorNode<Config>, value: string, _options: object): true | string {
    return complain.call(this, value ?? '') ?? true;
  };
  return Object.assign(validate, { twoParameters: true } as const);
}

/** A setting may be `${NAME}`, alone or within a text: what it will be is not known in the editor. */
export const fromEnvironment = (value: string): boolean => /\$\{[^}]+\}/.test(value);

/** The node names a config node that exists and is filled in. */
export function connectionChosen<Config>(): Validator<Config> {
  return validator(function (id) {
    const connection = RED.nodes.node(id);
    if (!connection) return this._('shared.invalid.no-connection');
    return connection.valid === false ? this._('shared.invalid.connection-incomplete') : undefined;
  });
}

/** A number between two bounds, or an environment variable. */
export function numberBetween<Config>(least: number, most: number): Validator<Config> {
  return validator(function (value) {
    if (fromEnvironment(String(value))) return undefined;
    const number = Number(value);
    const fine = String(value).trim() !== '' && number >= least && number <= most;
    return fine ? undefined : this._('shared.invalid.number', { least, most });
  });
}

/** The property of a message or of a context, or the expression, is not left empty. */
export function sourceGiven<Config>(): Validator<Config> {
  return validator(function (value) {
    return value.trim() === '' ? this._('shared.invalid.source') : undefined;
  });
}
