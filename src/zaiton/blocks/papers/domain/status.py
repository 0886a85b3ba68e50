"""The words for what a certificate, its file and a delivery can be."""

VALID, SUSPENDED, REVOKED, SUPERSEDED = "valid", "suspended", "revoked", "superseded"
STATUSES = (VALID, SUSPENDED, REVOKED, SUPERSEDED)
EXPIRED = "expired"
"""What a valid certificate is after its last day; never stored, always reckoned for the day asked."""

WAITING, SEALED, FAILED = "waiting", "sealed", "failed"
MAKINGS = (WAITING, SEALED, FAILED)
"""How far the file of a certificate has come; ``failed`` waits for a person, with the reason."""

PDF, SM2 = "pdf", "sm2"
FORMS = (PDF, SM2)
"""The files of a certificate: the PDF sealed inside (PAdES), and the detached SM2 signature over that very PDF."""

DOWNLOAD, POST, COUNTER = "download", "post", "counter"
WAYS = (DOWNLOAD, POST, COUNTER)
CHOSEN, PACKED, SENT, ARRIVED, COLLECTED, RETURNED = "chosen", "packed", "sent", "arrived", "collected", "returned"
"""States of a delivery: by post it is packed, sent, then arrived or returned; at the counter packed, then collected."""
