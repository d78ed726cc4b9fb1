import type { X509Certificate } from 'node:crypto';

/** ASN.1 string types that are not UTF-8, nor a part of it: Teletex, Graphic, General, Universal, BMP. */
const FOREIGN_STRINGS = new Set([0x14, 0x19, 0x1b, 0x1c, 0x1e]);
const UTF8_STRING = 0x0c;
const CONSTRUCTED = 0x20;
const VERSION = 0xa0;

interface Element {
  readonly tag: number;
  readonly content: Buffer;
}

/**
 * Whether the subject of a certificate has names in another encoding than UTF-8. The authorization server cannot read
 * those, and Node shows them decoded: only the DER form tells.
 */
export function hasForeignText(certificate: X509Certificate): boolean {
  // Certificate → TBSCertificate → [version], serialNumber, signature, issuer, validity, subject (RFC 5280 §4.1).
  const [outer] = elements(certificate.raw);
  const [body] = elements(outer?.content);
  const fields = elements(body?.content).filter(({ tag }) => tag !== VERSION);
  return isForeign(fields[4]);
}

function isForeign(element: Element | undefined): boolean {
  if (element === undefined) return false;
  const { tag, content } = element;
  if ((tag & CONSTRUCTED) !== 0) return elements(content).some(isForeign);
  if (tag === UTF8_STRING) return !isUtf8(content);
  return FOREIGN_STRINGS.has(tag);
}

function isUtf8(bytes: Buffer): boolean {
  return Buffer.from(bytes.toString('utf8'), 'utf8').equals(bytes);
}

/** The elements that follow each other in DER bytes. A certificate that Node has read is well-formed. */
function elements(der: Buffer = Buffer.alloc(0)): Element[] {
  const found: Element[] = [];
  for (let at = 0; at + 2 <= der.length; ) {
    const tag = der.readUInt8(at);
    const short = der.readUInt8(at + 1);
    const lengthBytes = short < 0x80 ? 0 : short - 0x80;
    const length = lengthBytes === 0 ? short : der.readUIntBE(at + 2, lengthBytes);
    const start = at + 2 + lengthBytes;
    found.push({ tag, content: der.subarray(start, start + length) });
    at = start + length;
  }
  return found;
}
