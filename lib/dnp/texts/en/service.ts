/** The error ids that Provisioning API 1.3.2 documents. */
export const service = {
  '2010': {
    what: 'The service says that an id in the list is not a UUID',
    remedy: 'Correct the ids that are asked for.',
  },
  '2011': {
    what: 'The service says that the id in the address is not a UUID',
    remedy: 'Correct the id that is asked for.',
  },
  '2025': {
    what: 'The service did not understand whether existing objects may be updated',
    remedy: 'This is a fault in these nodes: please report it.',
  },
  '3047': {
    what: 'The service took the person, but the EPPN (login name) holds letters of the person’s name',
    remedy: 'Choose EPPNs that say nothing of the name, before the tests begin; see Skolverket’s guidelines for EPPN.',
  },
  '3085': {
    what: 'The service gives between 1 and 100 objects a page, and was asked for another number',
    remedy: 'Set the page size between 1 and 100.',
  },
  '4001': {
    what: 'The service has no such object',
    remedy: 'It was never sent, or it has been deleted: send it again if it should be there.',
  },
  '5002': {
    what: 'The service did not accept the token',
    remedy: 'Check with the authorization node that the certificate is valid and belongs to the right organisation.',
  },
  '5004': {
    what: 'The service had an error that it does not explain',
    remedy: 'Try again later. If it lasts, tell Skolverket the object’s id and the time.',
  },
  '5020': {
    what: 'The call was larger than the service takes',
    remedy: 'Batches are halved by themselves; a single object that is too large must be made smaller.',
  },
  '5021': {
    what: 'More calls were made than the service allows',
    remedy: 'The nodes wait and go on by themselves. Look whether another system calls from the same address.',
  },
  '5022': {
    what: 'The service is not available just now',
    remedy: 'The nodes try again by themselves; if it lasts, run again later.',
  },
  '6001': {
    what: 'The answer was too large for the service',
    remedy: 'Ask for fewer objects at a time.',
  },
} as const;
