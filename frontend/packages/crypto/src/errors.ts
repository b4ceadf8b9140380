/** Every reason for which something sealed or signed is refused: the codes of docs/protocol.md, section 1.2. */
export type SealCode =
  | 'bad_encoding'
  | 'suite_unknown'
  | 'sender_key_refused'
  | 'commitment_wrong'
  | 'box_broken'
  | 'wrap_broken'
  | 'size_wrong'
  | 'too_long'
  | 'padding_wrong'
  | 'body_malformed'
  | 'kind_mismatch'
  | 'signature_wrong'
  | 'seen_wrong'
  | 'epoch_malformed'
  | 'epoch_mismatch'
  | 'epoch_link'
  | 'epoch_signer'
  | 'epoch_reader'
  | 'roster_malformed'
  | 'roster_other_school'
  | 'roster_signature'
  | 'roster_expired'
  | 'roster_old'
  | 'kid_wrong'
  | 'key_mismatch'
  | 'vault_malformed'
  | 'cost_refused'
  | 'sheet_mistyped'
  | 'sheets_do_not_match'
  | 'invitation_malformed'
  | 'answer_wrong'
  | 'debrief_malformed';

/** A refusal, with its code and never a word of what was inside. */
export class SealError extends Error {
  readonly code: SealCode;

  constructor(code: SealCode) {
    super(code);
    this.name = 'SealError';
    this.code = code;
  }
}
