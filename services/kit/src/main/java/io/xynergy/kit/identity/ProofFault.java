package io.xynergy.kit.identity;

/** Why identity headers are not believed; callers are not told which it is. */
public enum ProofFault implements ProofReading {
    /** There are identity headers, and no proof of them. */
    MISSING,
    /** One of the headers comes twice. */
    REPEATED,
    /** The proof has not its form, or a covered header has a value that no gateway writes. */
    MALFORMED,
    /** The form is of another version. */
    VERSION,
    /** It is over. */
    EXPIRED,
    /** It is valid longer than any proof is. */
    FUTURE,
    /** No such key is known. */
    KEY,
    /** The key did not sign this. */
    SIGNATURE
}
