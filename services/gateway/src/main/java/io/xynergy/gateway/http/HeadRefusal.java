package io.xynergy.gateway.http;

import io.xynergy.gateway.outcome.FailureKind;

/** Why a message head is not accepted, with the failure that a client is told of. */
public enum HeadRefusal {
    BAD_METHOD(FailureKind.BAD_REQUEST_LINE, "the method is not a token"),
    METHOD_TOO_LONG(FailureKind.METHOD_TOO_LONG, "the method is longer than any that is served"),
    BAD_TARGET(FailureKind.BAD_TARGET, "the request target has a byte that a URI cannot have"),
    FRAGMENT(
            FailureKind.BAD_TARGET,
            "the request target has a fragment (#), which is for the client alone"),
    BAD_TARGET_FORM(
            FailureKind.BAD_TARGET,
            "the request target is neither a path nor an absolute http URI"),
    BAD_REQUEST_LINE(
            FailureKind.BAD_REQUEST_LINE, "the request line is not method, target and version"),
    BAD_STATUS_LINE(
            FailureKind.UPSTREAM_BAD_RESPONSE, "the status line is not version, status and reason"),
    BAD_VERSION(
            FailureKind.BAD_REQUEST_LINE,
            "the version is not HTTP/ and two digits with a dot between"),
    UNSUPPORTED_VERSION(
            FailureKind.UNSUPPORTED_VERSION, "only HTTP/1.0 and HTTP/1.1 are spoken here"),
    BARE_CR(FailureKind.BAD_FIELD, "a CR is not followed by LF"),
    BARE_LF(FailureKind.BAD_FIELD, "a line ends with LF alone"),
    BAD_FIELD_NAME(FailureKind.BAD_FIELD, "a field name has a byte that a token cannot have"),
    EMPTY_FIELD_NAME(FailureKind.BAD_FIELD, "a field has no name"),
    SPACE_BEFORE_COLON(FailureKind.BAD_FIELD, "white space stands before a field's colon"),
    FOLDED_LINE(FailureKind.BAD_FIELD, "a field is folded over two lines"),
    NO_COLON(FailureKind.BAD_FIELD, "a field line has no colon"),
    BAD_FIELD_VALUE(FailureKind.BAD_FIELD, "a field value has a control character"),
    ALIASED_FIELD_NAME(
            FailureKind.BAD_FIELD,
            "a field name is an alias of a reserved one, such as one with underscores for hyphens"),
    TOO_MANY_FIELDS(FailureKind.HEAD_TOO_LARGE, "there are too many header fields"),
    HEAD_TOO_LARGE(FailureKind.HEAD_TOO_LARGE, "the header fields are too large"),
    TARGET_TOO_LONG(FailureKind.TARGET_TOO_LONG, "the request line is too long"),
    MISSING_HOST(FailureKind.BAD_HOST, "there is no Host field"),
    REPEATED_HOST(FailureKind.BAD_HOST, "there is more than one Host field"),
    BAD_HOST(FailureKind.BAD_HOST, "the Host field is not a host and port"),
    HOST_DISAGREES(FailureKind.BAD_HOST, "the Host field is not the host of the absolute target"),
    BAD_CONTENT_LENGTH(FailureKind.BAD_FRAMING, "Content-Length is not a valid length"),
    REPEATED_CONTENT_LENGTH(FailureKind.BAD_FRAMING, "there is more than one Content-Length"),
    BOTH_FRAMINGS(FailureKind.BAD_FRAMING, "both Transfer-Encoding and Content-Length are present"),
    BAD_TRANSFER_ENCODING(FailureKind.BAD_FRAMING, "Transfer-Encoding is not exactly chunked"),
    REPEATED_TRANSFER_ENCODING(FailureKind.BAD_FRAMING, "there is more than one Transfer-Encoding"),
    TRANSFER_ENCODING_IN_1_0(
            FailureKind.BAD_FRAMING, "Transfer-Encoding does not exist in HTTP/1.0"),
    CONNECTION_NAMES_FRAMING(
            FailureKind.BAD_FRAMING, "Connection names a field that frames or routes the message"),
    UNKNOWN_EXPECTATION(
            FailureKind.UNKNOWN_EXPECTATION, "only the expectation 100-continue is known"),
    METHOD_REFUSED(FailureKind.METHOD_NOT_ALLOWED, "this method is not forwarded");

    private final FailureKind kind;
    private final String message;

    HeadRefusal(FailureKind kind, String message) {
        this.kind = kind;
        this.message = message;
    }

    /** The failure of a request whose head this is. */
    public FailureKind kind() {
        return kind;
    }

    /** What is wrong, as a clause. */
    public String message() {
        return message;
    }
}
