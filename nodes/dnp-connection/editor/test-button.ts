import { element, icon } from '../../shared/editor/element.ts';
import {
  type ConnectionTest,
  type Problem,
  TEST_PERMISSION,
  TEST_ROOT,
  type TestedCertificate,
  type TestedOrganiser,
} from '../connection-test.shared.ts';

interface Tested {
  readonly id: string;
  _(key: string, params?: Readonly<Record<string, string | number>>): string;
}

/** Lets the button in the form try the connection as it was deployed last, and shows in words how far it came. */
export function prepareTestButton(node: Tested): void {
  const result = $('#node-config-test-result');
  const start = $('#node-config-test');
  $('.node-row-test').toggle(RED.user.hasPermission(TEST_PERMISSION));
  const tell = (...sentences: readonly HTMLElement[]) => {
    result.empty().append(...sentences);
    result[0]?.scrollIntoView({ block: 'nearest' });
    start.prop('disabled', false);
  };
  start.on('click', () => {
    start.prop('disabled', true);
    result.empty().append(element('p', {}, node._('test.running')));
    $.ajax({
      url: `${TEST_ROOT}/${node.id}/test`,
      method: 'POST',
      dataType: 'json',
      contentType: 'application/json',
      data: '{}',
      success: (test: ConnectionTest) => tell(...resultOf(test, node)),
      error: ({ status }: { status: number }) => tell(verdict('failed', failureInWords(status, node))),
    });
  });
}

function failureInWords(status: number, node: Tested): string {
  if (status === 404) return node._('test.not-deployed');
  return node._(status === 401 || status === 403 ? 'test.not-allowed' : 'test.no-answer', { status });
}

function resultOf({ certificate, organiser, refusal }: ConnectionTest, node: Tested): HTMLElement[] {
  const problems = certificate?.problems.filter(({ code }) => code !== refusal?.code) ?? [];
  return [
    ...(organiser ? [verdict('passed', node._('test.passed')), factsOfOrganiser(organiser, node)] : []),
    ...(refusal ? [verdict('failed', inWords(refusal, 'message', node)), remedyOf(refusal, node)] : []),
    ...(certificate ? [factsOfCertificate(certificate, node)] : []),
    ...problems.flatMap((problem) => [verdict('noted', inWords(problem, 'message', node)), remedyOf(problem, node)]),
  ];
}

const MARKS = { passed: 'check', failed: 'times-circle', noted: 'exclamation-triangle' } as const;

function verdict(kind: keyof typeof MARKS, sentence: string): HTMLElement {
  return element('p', { class: `dnp-test-${kind}` }, icon(MARKS[kind]), ' ', element('b', {}, sentence));
}

const remedyOf = (problem: Problem, node: Tested): HTMLElement => element('p', {}, inWords(problem, 'remedy', node));

/** The catalogue knows what authorities refuse for; anything else is said as the runtime said it. */
function inWords(problem: Problem, part: 'message' | 'remedy', node: Tested): string {
  const key = `test.problem.${problem.code}.${part}`;
  const text = node._(key);
  return text.endsWith(key) ? problem[part] : text;
}

function factsOfOrganiser({ id, name, expiresAt }: TestedOrganiser, node: Tested): HTMLElement {
  const organiser = name ? `${name} (${id})` : id;
  return facts([
    [node._('test.organiser'), organiser],
    [node._('test.token-until'), inTime(expiresAt, node)],
  ]);
}

function factsOfCertificate(certificate: TestedCertificate, node: Tested): HTMLElement {
  const { subject, issuer, validFrom, validTo, thumbprint, pin, organisationNumber } = certificate;
  return facts([
    [node._('test.subject'), subject],
    [node._('test.organisation-number'), organisationNumber ?? '–'],
    [node._('test.issuer'), issuer],
    [node._('test.valid'), `${inTime(validFrom, node)} – ${inTime(validTo, node)}`],
    [node._('test.thumbprint'), thumbprint],
    [node._('test.pin'), pin],
  ]);
}

function facts(rows: readonly (readonly [string, string])[]): HTMLElement {
  const list = element('dl');
  for (const [name, value] of rows) list.append(element('dt', {}, name), element('dd', {}, value));
  return list;
}

const inTime = (ms: number, node: Tested): string =>
  new Intl.DateTimeFormat(node._('shared.language-tag'), { dateStyle: 'medium', timeStyle: 'short' }).format(ms);
