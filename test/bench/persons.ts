/** Invented pupils as a real school has them, with civic numbers of the series that is reserved for tests. */
export function persons(count: number) {
  return Array.from({ length: count }, (_, n) => ({
    id: `5d0c1a5e-7a0c-4a3e-9b66-${n.toString(16).padStart(12, '0')}`,
    civicNo: { value: civicNumber(n), nationality: 'SE' },
    givenName: 'Alva',
    familyName: 'Exempelsson',
    eduPersonPrincipalNames: [`${crypto.randomUUID()}@edu.skola.example`],
    emails: [{ value: `p${n}@edu.skola.example`, type: 'Skola elev' }],
    securityMarking: 'Ingen',
    enrolments: [{ enroledAt: { id: 'fb22448b-b724-5e53-8a2c-d8b339206901' }, schoolYear: 6, schoolType: 'GR' }],
  }));
}

/** Two persons may share one here: no rule of ours forbids it, and the series is short. */
function civicNumber(n: number): string {
  const day = new Date(Date.UTC(2010, 0, 1 + (n % 1_000))).toISOString().slice(0, 10).replaceAll('-', '');
  const digits = `${day}${980 + (n % 20)}`;
  return digits + checkDigit(digits.slice(2));
}

/** Luhn over nine digits. */
function checkDigit(digits: string): number {
  const sum = [...digits].reduce((total, digit, index) => {
    const doubled = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return (10 - (sum % 10)) % 10;
}
