/** Base64url as the protocol writes it, for the pages, which know no crypto. */
export { b64u, fromB64u } from '@hark/crypto/bytes';
