import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { en } from '../../../lib/dnp/texts/en/index.ts';
import { explain, reasonText } from '../../../lib/dnp/texts/explain.ts';
import { nl } from '../../../lib/dnp/texts/nl/index.ts';
import { sv } from '../../../lib/dnp/texts/sv/index.ts';

const languages = { en, sv, nl };
const LANGUAGES = ['en', 'sv', 'nl'] as const;
const codes = Object.keys(en.explanations).toSorted();
const places = (text: string) => text.match(/\{\w+\}/g)?.toSorted() ?? [];

for (const language of LANGUAGES) {
  const { explanations } = languages[language];

  describe(`in ${language}`, () => {
    test('every reason is explained', () => {
      assert.deepEqual(Object.keys(explanations).toSorted(), codes);
      assert.ok(codes.length > 70);
    });

    test('every explanation is whole: what it is, and what to do', () => {
      for (const [code, { what, remedy }] of Object.entries(explanations)) {
        assert.match(what, /^[\p{Lu}{].*[^.\s]$/u, code);
        assert.match(remedy, /^\p{Lu}.*\.$/u, code);
        assert.deepEqual(
          places(what + remedy),
          places(Object.entries(en.explanations).find(([key]) => key === code)?.[1].what ?? ''),
          code,
        );
      }
    });

    test('no two reasons have the same words', () => {
      const texts = Object.values(explanations).map(({ what }) => what);
      assert.equal(new Set(texts).size, texts.length);
    });

    test('the field, the ids and the numbers of a reason are told', () => {
      for (const code of codes) {
        const text = reasonText(
          { code, field: 'enrolments[0].x', params: { id: 'an-id', other: 'other-id', persons: 3 } },
          language,
        );
        for (const part of ['enrolments[0].x', 'an-id', 'other-id', '3'])
          assert.ok(text.includes(part), `${code}: ${text}`);
      }
    });

    test('an error id of the service is told, known or not', () => {
      for (const code of ['3047', '5020', '9999', 'http-418', 'SANDBOX-UNKNOWN-UNIT'])
        assert.ok(explain({ code, field: 'eppn' }, language).what.includes(code), code);
    });

    test('a reason without an explanation is shown, not hidden', () => {
      for (const code of ['nobody-knows', 'constructor', '__proto__', '']) {
        const text = reasonText({ code, field: 'somewhere', params: { depth: 7 } }, language);
        assert.ok(text.includes(code) && text.includes('somewhere') && text.includes('depth: 7'), text);
      }
    });

    test('a reason that says nothing but its code still reads', () => {
      for (const code of codes) assert.doesNotMatch(reasonText({ code }, language), /[{}]|undefined|\(\)/, code);
    });
  });
}

test('words are those of the language', () => {
  const reason = { code: 'attribute-type', field: 'givenName', params: { expected: 'string' } };
  assert.equal(explain(reason, 'en').what, 'givenName is not of the right kind: it must be text.');
  assert.equal(explain(reason, 'sv').what, 'givenName är av fel slag: det ska vara text.');
  assert.equal(explain(reason, 'nl').what, 'givenName is van de verkeerde soort: het moet tekst zijn.');
  const value = { code: 'attribute-value', field: 'groupType', params: { allowed: 'Undervisning, Klass' } };
  assert.equal(
    explain(value, 'sv').what,
    'Värdet i groupType är inget som tjänsten tar emot (tillåtet: Undervisning, Klass).',
  );
});
