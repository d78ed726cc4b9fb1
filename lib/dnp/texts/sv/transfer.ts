import type { TransferTexts } from '../texts.ts';

export const transfer: TransferTexts = {
  'reference-missing-person': {
    what: 'Personen som det hänvisas till finns inte i tjänsten: {id}',
    remedy: 'Se hur det gick för den personen. Det här går vidare när personen har tagits emot.',
  },
  'reference-missing-duty': {
    what: 'Tjänstgöringen som det hänvisas till finns inte i tjänsten: {id}',
    remedy: 'Se hur det gick för den tjänstgöringen. Det här går vidare när den har tagits emot.',
  },
  'reference-missing-group': {
    what: 'Gruppen som det hänvisas till finns inte i tjänsten: {id}',
    remedy: 'Se hur det gick för den gruppen. Det här går vidare när gruppen har tagits emot.',
  },
  'reference-missing-activity': {
    what: 'Aktiviteten som det hänvisas till finns inte i tjänsten: {id}',
    remedy: 'Se hur det gick för den aktiviteten. Det här går vidare när den har tagits emot.',
  },
  'member-left-out': {
    what: 'Gruppen skickades utan en medlem som inte finns i tjänsten: {id}',
    remedy: 'Se hur det gick för den personen. Gruppen skickas igen när personen har tagits emot.',
  },
  'service-unreachable': {
    what: 'Tjänsten gick inte att nå',
    remedy: 'Nästa körning försöker igen. Om det varar, kontrollera nätet och tjänstens driftinformation.',
  },
  'not-authorized': {
    what: 'Vi släpptes inte in: {cause}',
    remedy: 'Se över certifikatet eller anslutningens inställningar och kör igen.',
  },
  'temporary-error': {
    what: 'Tjänsten har ett tillfälligt fel, också efter flera försök',
    remedy: 'Kör igen senare.',
  },
  'job-not-finished': {
    what: 'Tjänsten blev inte klar på den tid som noden väntar',
    remedy: 'Kör igen senare: först frågas tjänsten hur det gick.',
  },
  'job-unknown': {
    what: 'Tjänsten känner inte längre till jobbet som det var en del av',
    remedy: 'Kör igen: tjänsten frågas om den har objektet, och annars skickas det på nytt.',
  },
  'answer-lost': {
    what: 'Det skickades, men förbindelsen bröts innan svaret kom',
    remedy: 'Kör igen: tjänsten frågas om den har objektet, och annars skickas det på nytt.',
  },
  'unreadable-answer': {
    what: 'Tjänstens svar gick inte att läsa',
    remedy: 'Försök igen senare. Om det varar är det något mellan er och tjänsten som ändrar svaren.',
  },
  'status-unknown': {
    what: 'Tjänsten svarade med en status som inte är dokumenterad: {status}',
    remedy: 'Den räknas inte som mottagen. Fråga Skolverket vad statusen betyder.',
  },
  'node-removed': {
    what: 'Det väntade vid en nod som har tagits bort ur flödet',
    remedy: 'Kör igen om det fortfarande ska skickas.',
  },
  'already-in-flight': {
    what: 'Samma objekt har skickats tidigare och är ännu inte besvarat',
    remedy: 'Vänta tills det jobbet är klart och kör igen.',
  },
  'confirmed-by-lookup': {
    what: 'Svaret gick förlorat, men en kontroll visade att tjänsten har objektet som det skickades',
    remedy: 'Inget behöver göras.',
  },
};
