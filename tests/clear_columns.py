"""What each column that a browser did not seal may hold: promise 1, column by column."""

UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
AN_ID = UUID
A_WORD = r"[a-z][a-z_]{0,23}(\.[a-z_]{1,23})?"
A_HASH = r"[A-Za-z0-9_-]{43}"
A_STREAM = rf"(conv|file|side|me):{UUID}"
A_PARTY = rf"server|pupil|person:{UUID}"
A_RECIPIENT = rf"pupil|person:{UUID}|group:{A_WORD}:[0-9]+"
A_LOG = rf"{UUID}/{A_WORD}"
IDS_WORDS_AND_NUMBERS = rf'([{{}}\[\]:, 0-9]|null|true|false|"({UUID}|[a-z_]+)")*'
A_NONCE = r"[A-Za-z0-9_-]{22}"
# Method, address, the body's hash, seconds, nonce, signature. An address is of our own words and of ids.
AN_ACT = rf'\["(POST|PUT|DELETE)", "/api/[a-z0-9_:/-]+", "{A_HASH}", \d+, "{A_NONCE}", "[A-Za-z0-9_-]{{86}}"\]'
A_METHOD = r"passphrase|sheet|passkey:[A-Za-z0-9_-]+"
A_DAY = r"\d{4}-\d\d-\d\d"
AN_ADDRESS = r"[^@\s]+@[^@\s]+"
AN_ARGON2ID_HASH = r"\$argon2id\$[A-Za-z0-9+/=,$]+"
A_NAME = r"[^\n]{1,80}"
KEY_32, BYTES_16, SIGNATURE, KEM_KEY = 32, 16, 64, 1216

CLEAR: dict[str, dict[str, str | int]] = {
    # When somebody was called, by which channel, and who answered. Where a browser takes its pushes is sealed by the
    # server's key, which must read it.
    "alerts": {
        "id": AN_ID,
        "school_id": AN_ID,
        "group_name": A_WORD,
        "case_id": AN_ID,
        "cause": A_WORD,
        "owner_id": AN_ID,
        "answered_by": AN_ID,
    },
    "alert_devices": {"person_id": AN_ID, "device_hash": A_HASH, "endpoint": 0},
    "alert_notices": {"alert_id": AN_ID, "person_id": AN_ID, "channel": "screen|push|mail", "letter_id": AN_ID},
    "alert_pushes": {"id": AN_ID, "person_id": AN_ID, "device_hash": A_HASH, "alert_id": AN_ID},
    "alert_quiet": {"person_id": AN_ID},
    "alert_rules": {"school_id": AN_ID, "rules": IDS_WORDS_AND_NUMBERS},
    "audit_act": {"nonce": A_NONCE},
    "audit_checkpoint": {"log": A_LOG, "root": A_HASH, "note": r"(?s)[ -~\n\u2014]+"},
    "audit_cosignature": {"log": A_LOG, "witness": r"[!-~]{1,128}", "line": r"\u2014 [!-~]+ [A-Za-z0-9+/=]+\n?"},
    "audit_entry": {
        "log": A_LOG,
        "actor_kind": A_WORD,
        "actor_id": rf"server|{AN_ID}",
        "action": A_WORD,
        "subject_kind": A_WORD,
        "subject_id": AN_ID,
        "details": IDS_WORDS_AND_NUMBERS,
        "leaf_hash": A_HASH,
        "act": AN_ACT,
    },
    "audit_entry_salt": {"log": A_LOG, "salt": A_HASH},
    "audit_log": {"id": A_LOG, "frontier": r"[A-Za-z0-9_-]*"},
    "audit_node": {"log": A_LOG, "hash": A_HASH},
    # Whom a pupil would rather not meet is said with no reason; the rest is who was where, and when.
    "avoided_mentors": {"conversation_id": AN_ID, "person_id": AN_ID},
    "case_counters": {"school_id": AN_ID, "group_name": A_WORD},
    "conversations": {"id": AN_ID, "school_id": AN_ID, "group_name": A_WORD},
    # A salt, a hash of what a browser sends, a passkey's public key and what its owner calls it: none opens anything.
    "credentials": {
        "person_id": AN_ID,
        "method": A_METHOD,
        "name": r"[^\n]{0,60}",
        "salt": BYTES_16,
        "auth_hash": r"\$argon2id\$[A-Za-z0-9+/=,$]+",
        "public_key": 77,
    },
    # How heavy a chat was is the mentor's own answer; what they write of it is sealed.
    "debriefs": {
        "id": AN_ID,
        "school_id": AN_ID,
        "conversation_id": AN_ID,
        "person_id": AN_ID,
        "weight": "light|ok|heavy",
        "seen_by": AN_ID,
    },
    "duty": {"person_id": AN_ID, "school_id": AN_ID, "state": A_WORD},
    "personal_duties": {
        "id": AN_ID,
        "school_id": AN_ID,
        "case_id": AN_ID,
        "person_id": AN_ID,
        "kind": "fgm|csa|second_view",
        "about": AN_ID,
        "set_by": AN_ID,
    },
    # A service of the school's own area, as its council publishes it.
    "pupil_names": {"id": AN_ID, "case_id": AN_ID, "group_name": A_WORD},
    "school_routes": {
        "school_id": AN_ID,
        "route_id": r"[a-z0-9-]{1,40}",
        "phone": r"[0-9+() ]{3,30}",
        "nights": r"[0-9+() ]{3,30}",
        "url": r"https://[^\s@]{1,300}",
        "checked_by": AN_ID,
        "opens": "opened|blocked",
        "opens_by": AN_ID,
    },
    "epoch_wraps": {"stream": A_STREAM, "recipient": A_RECIPIENT},
    # A statement names readers and commits to a key. It is signed as the bytes that came, so it is kept as they came.
    "epochs": {
        "stream": A_STREAM,
        "statement": rf'{{("(v|school|stream|epoch|commit|link|by|roster|readers)":'
        rf'(null|[0-9]+|"({UUID}|{A_STREAM}|{A_HASH}|{A_PARTY})"|\[("({A_RECIPIENT})",?)+\]),?)+}}',
        "sig": SIGNATURE,
        "by": A_PARTY,
    },
    "group_keys": {"school_id": AN_ID, "name": A_WORD, "kem": KEM_KEY, "by_id": AN_ID, "sig": SIGNATURE},
    "group_wraps": {"school_id": AN_ID, "name": A_WORD, "person_id": AN_ID},
    "held_messages": {
        "conversation_id": AN_ID,
        "cmid": AN_ID,
        "person_id": AN_ID,
        "kind": A_WORD,
        "state": A_WORD,
        "decided_by": AN_ID,
    },
    # The server must know whom it may let in. A role, an address and names of staff; what passes between is sealed.
    "invitations": {
        "id": AN_ID,
        "school_id": AN_ID,
        "person_id": AN_ID,
        "email": AN_ADDRESS,
        "alias": A_NAME,
        "title": A_NAME,
        "role": A_WORD,
        "groups": IDS_WORDS_AND_NUMBERS,
        "salt": BYTES_16,
        "auth_hash": AN_ARGON2ID_HASH,
        "key_group": "safeguarding|head",
        "readmission": "in_person|video|known_voice",
        "by_id": AN_ID,
    },
    "item": {"stream": A_STREAM, "cmid": AN_ID, "type": A_WORD, "kind": A_WORD, "sender": A_PARTY},
    "known_devices": {"device_hash": A_HASH, "person_id": AN_ID},
    "letter_paces": {"person_id": AN_ID, "letter": A_WORD},
    "mail": {
        "id": AN_ID,
        "school_id": AN_ID,
        "to": AN_ADDRESS,
        "letter": A_WORD,
        "invitation_id": AN_ID,
        "log_name": A_WORD,
    },
    "mailboxes": {"conversation_id": AN_ID, "school_id": AN_ID, "locator_hash": KEY_32, "key": KEY_32},
    "memberships": {"person_id": AN_ID, "group_name": A_WORD},
    # What a school says of its own mentors, and decides for them: no word of a pupil's is among it.
    "mentor_profiles": {
        "person_id": AN_ID,
        "school_id": AN_ID,
        "band": r"[^\n]{0,40}",
        "topics": IDS_WORDS_AND_NUMBERS,
        "languages": r"\[.*\]",
        "rest_until": A_DAY,
    },
    "mentoring_rules": {"school_id": AN_ID, "rules": r"\{.*\}"},
    "mentor_chats": {
        "conversation_id": AN_ID,
        "person_id": AN_ID,
        "school_id": AN_ID,
        "ended_how": A_WORD,
        "outcome": "helped|signposted|stopped",
    },
    "offers": {"conversation_id": AN_ID, "person_id": AN_ID},
    "openings": {"case_id": AN_ID, "person_id": AN_ID},
    "participants": {"conversation_id": AN_ID, "person_id": AN_ID, "role": A_WORD},
    # Staff are no secret to their school. The authenticator's seed is sealed by the server's key, which must read it.
    "people": {
        "id": AN_ID,
        "school_id": AN_ID,
        "email": r"[^@\s]+@[^@\s]+",
        "alias": A_NAME,
        "title": A_NAME,
        "role": A_WORD,
        "totp_box": 61,
        "totp_next": 61,
    },
    "person_keys": {"person_id": AN_ID, "school_id": AN_ID, "kem": KEM_KEY, "sign": KEY_32},
    # A set of sheets as the roster knows it, and who keeps which. What is printed is on paper alone.
    "recovery_boxes": {"school_id": AN_ID, "name": A_WORD, "pair": "AB|AC|BC"},
    "recovery_sets": {
        "school_id": AN_ID,
        "name": A_WORD,
        "kem": KEM_KEY,
        "by_id": AN_ID,
        "sig": SIGNATURE,
        "digest": KEY_32,
        "used_by": AN_ID,
    },
    "recovery_sheets": {"school_id": AN_ID, "name": A_WORD, "sheet": "A|B|C", "holder": A_NAME},
    "recovery_wraps": {"school_id": AN_ID, "name": A_WORD},
    # Which warning it was of what: a module, a roster, or a set of sheets.
    "reminders": {
        "school_id": AN_ID,
        "cause": rf"(training/{UUID}/{A_NAME}|restore/{A_WORD}/\d+)/{A_DAY}/\d+|roster/\d+/\d+",
    },
    # What promise 1 lets through: the group, the answer about safety, and the family where a mentor was allowed.
    "reports": {
        "id": AN_ID,
        "school_id": AN_ID,
        "group_name": A_WORD,
        "safe": "yes|unsure|no",
        "mentor": "friends|school|settling|online|feelings",
        "want": "adult|mentor|none",
        "state": A_WORD,
        "urgency": "red|amber|green",
        "owner_id": AN_ID,
        "holder_id": AN_ID,
        "holder_role": A_WORD,
        "wanted_id": AN_ID,
        "frozen_by": AN_ID,
        "digest": KEY_32,
    },
    "reviews": {
        "conversation_id": AN_ID,
        "person_id": AN_ID,
        "school_id": AN_ID,
        "signed_by": AN_ID,
        "feedback": "good|talk",
    },
    "root_wraps": {"person_id": AN_ID},
    # The roster is for everybody to read: names of staff, and keys.
    "rosters": {"school_id": AN_ID, "doc": r'(?s)\{"v":1,"school":.*\}', "sig": SIGNATURE},
    "rota_changes": {"id": AN_ID, "school_id": AN_ID, "slot_id": AN_ID, "on": A_DAY, "person_id": AN_ID},
    "rota_slots": {
        "id": AN_ID,
        "school_id": AN_ID,
        "person_id": AN_ID,
        "first": A_DAY,
        "last": A_DAY,
        "place": A_NAME,
    },
    "schools": {
        "id": AN_ID,
        "slug": r"[a-z0-9-]+",
        "name": A_NAME,
        "phase": A_WORD,
        "team": A_NAME,
        "exit_url": r"https://\S+",
        "timezone": r"[A-Za-z_/]+",
        "hours": r"[\[\]0-9, nul]+",
        "terms": r"\[.*\]",
        "closures": r"\[.*\]",
        "help_numbers": r"\[.*\]",
        "pastoral_topics": IDS_WORDS_AND_NUMBERS,
        "topics": r"\{.*\}",
        "targets": IDS_WORDS_AND_NUMBERS,
    },
    "sealed_streams": {"stream": A_STREAM, "conversation_id": AN_ID},
    "sessions": {
        "id": AN_ID,
        "kind": A_WORD,
        "subject": AN_ID,
        "school_id": AN_ID,
        "token_hash": A_HASH,
        "device": r"[^\n]{0,60}",
    },
    "setup_steps": {"school_id": AN_ID, "step": A_WORD, "by_kind": A_WORD, "by_id": rf"server|{AN_ID}"},
    "shifts": {
        "id": AN_ID,
        "school_id": AN_ID,
        "person_id": AN_ID,
        "feeling": "good|ok|talk",
        "talked_by": AN_ID,
        "room_by": AN_ID,
    },
    "sign_in_codes": {"person_id": AN_ID, "code_mac": A_HASH},
    "spent_passkey_challenges": {"id": AN_ID},
    "spent_challenges": {"id": AN_ID},
    # On SQLite both are empty. `here` is who has a socket open, as JSON.
    "process": {"id": AN_ID, "here": IDS_WORDS_AND_NUMBERS},
    "signal": {"id": AN_ID, "key": AN_ID, "stream": A_STREAM},
    "stream": {"id": A_STREAM},
    "ticket": {"hash": A_HASH, "actor_kind": A_WORD, "actor_id": AN_ID, "session_id": AN_ID},
    "training": {
        "id": AN_ID,
        "school_id": AN_ID,
        "person_id": AN_ID,
        "module": A_NAME,
        "on": A_DAY,
        "assessor": A_NAME,
        "expires": A_DAY,
        "by_id": AN_ID,
    },
    "supervisions": {"person_id": AN_ID, "on": A_DAY, "school_id": AN_ID, "by": AN_ID},
    "training_rules": {"school_id": AN_ID, "rules": r"\[.*\]", "since": A_DAY},
    "unlocks": {"person_id": AN_ID, "method": A_METHOD, "salt": BYTES_16},
    "vaults": {"person_id": AN_ID},
    "watches": {"conversation_id": AN_ID, "person_id": AN_ID, "session_id": AN_ID},
}
"""Each column that could hold words and is not sealed: the pattern that its text fits, or the length of its bytes."""
