import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { NodeFailure } from './failure.ts';

/**
 * The value of a typed input (`msg`, `flow`, `global`, `env`, `json`, `jsonata` …); undefined where there is none.
 *
 * @throws {NodeFailure} `bad-expression`: the JSONata or JSON in the node's settings does not work on this message
 */
export function typedInput(
  RED: NodeAPI,
  node: Node,
  input: { readonly value: string; readonly type: string },
  msg: NodeMessage,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const settle = (error: unknown, value: unknown) => {
      if (!error) resolve(value);
      // A path through something that is not there: the value is missing, which the caller has better words for.
      else if (input.type === 'msg') resolve(undefined);
      else reject(badExpression(input.type));
    };
    try {
      RED.util.evaluateNodeProperty(input.value, input.type, node, msg, settle);
    } catch (error) {
      settle(error, undefined);
    }
  });
}

function badExpression(type: string): NodeFailure {
  return new NodeFailure('bad-expression', `The ${type} expression in the node's settings failed on this message.`, {
    remedy: 'Open the node and test the expression against the message that arrived.',
  });
}

/** A text setting with every `${NAME}` in it replaced by the environment variable of that name, trimmed. */
export function text(RED: NodeAPI, node: Node, setting: string | undefined): string {
  const value = (setting ?? '').trim();
  if (!value.includes('${')) return value;
  return String(RED.util.evaluateNodeProperty(value, 'env', node, {}) ?? '').trim();
}
