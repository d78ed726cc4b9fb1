import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { comparePolicies } from '../../../lib/arp/drift.ts';
import type { Party, Policy } from '../../../lib/arp/model.ts';

function policy(identityProvider: Party, decisions: Record<string, boolean>): Policy {
  const attributes = Object.entries(decisions).map(([name, transfer]) => ({ name, friendlyName: name, transfer }));
  return { serviceProvider: 'Leesplein', school: '00NT03', identityProvider, attributes };
}

describe('what changed in a policy', () => {
  it('is nothing where only the order and the wording differ', () => {
    const before = [policy('A', { sn: true, mail: false }), policy({ organisationCode: 'B', friendlyName: 'Old' }, {})];
    const after = [policy({ organisationCode: 'B', friendlyName: 'New' }, {}), policy('A', { mail: false, sn: true })];
    assert.deepEqual(comparePolicies(before, after), []);
  });

  it('is an attribute that was withdrawn or is released now', () => {
    const changes = comparePolicies(
      [policy('A', { sn: true, mail: false, o: true })],
      [policy('A', { sn: false, mail: true })],
    );
    assert.deepEqual(changes, [
      { change: 'attribute-withdrawn', identityProvider: 'A', attribute: 'sn' },
      { change: 'attribute-withdrawn', identityProvider: 'A', attribute: 'o' },
      { change: 'attribute-released', identityProvider: 'A', attribute: 'mail' },
    ]);
  });

  it('is an identity provider that came or went, said once and not attribute by attribute', () => {
    const changes = comparePolicies([policy('A', { sn: true })], [policy('B', { sn: true })]);
    assert.deepEqual(changes, [
      { change: 'identity-provider-removed', identityProvider: 'A' },
      { change: 'identity-provider-added', identityProvider: 'B' },
    ]);
  });

  it('does not mix up two schools with the same identity provider', () => {
    const other: Policy = { ...policy('A', { sn: false }), school: '01JO' };
    const before = [policy('A', { sn: true }), other];
    assert.deepEqual(comparePolicies(before, [other, policy('A', { sn: true })]), []);
    assert.deepEqual(comparePolicies(before, [other]), [
      { change: 'identity-provider-removed', identityProvider: 'A' },
    ]);
  });
});
