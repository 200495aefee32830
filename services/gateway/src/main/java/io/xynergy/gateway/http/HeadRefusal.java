package io.xynergy.gateway.http;

/** Why a message head is not accepted, with the status that says so to a client. */
public enum HeadRefusal {
    BAD_METHOD(400, "the method is not a token"),
    METHOD_TOO_LONG(501, "the method is longer than any that is served"),
    BAD_TARGET(400, "the request target has a byte that a URI cannot have"),
    FRAGMENT(400, "the request target has a fragment (#), which is for the client alone"),
    BAD_TARGET_FORM(400, "the request target is neither a path nor an absolute http URI"),
    BAD_REQUEST_LINE(400, "the request line is not method, target and version"),
    BAD_STATUS_LINE(400, "the status line is not version, status and reason"),
    BAD_VERSION(400, "the version is not HTTP/ and two digits with a dot between"),
    UNSUPPORTED_VERSION(505, "only HTTP/1.0 and HTTP/1.1 are spoken here"),
    BARE_CR(400, "a CR is not followed by LF"),
    BARE_LF(400, "a line ends with LF alone"),
    BAD_FIELD_NAME(400, "a field name has a byte that a token cannot have"),
    EMPTY_FIELD_NAME(400, "a field has no name"),
    SPACE_BEFORE_COLON(400, "white space stands before a field's colon"),
    FOLDED_LINE(400, "a field is folded over two lines"),
    NO_COLON(400, "a field line has no colon"),
    BAD_FIELD_VALUE(400, "a field value has a control character"),
    ALIASED_FIELD_NAME(
            400, "a field name spells a name of the gateway with other marks than hyphens"),
    TOO_MANY_FIELDS(431, "there are too many header fields"),
    HEAD_TOO_LARGE(431, "the header fields are too large"),
    TARGET_TOO_LONG(414, "the request line is too long"),
    MISSING_HOST(400, "there is no Host field"),
    REPEATED_HOST(400, "there is more than one Host field"),
    BAD_HOST(400, "the Host field is not a host and port"),
    HOST_DISAGREES(400, "the Host field is not the host of the absolute target"),
    BAD_CONTENT_LENGTH(400, "Content-Length is not a number that can be served"),
    REPEATED_CONTENT_LENGTH(400, "there is more than one Content-Length"),
    BOTH_FRAMINGS(400, "both Transfer-Encoding and Content-Length are present"),
    BAD_TRANSFER_ENCODING(400, "Transfer-Encoding is not exactly chunked"),
    REPEATED_TRANSFER_ENCODING(400, "there is more than one Transfer-Encoding"),
    TRANSFER_ENCODING_IN_1_0(400, "Transfer-Encoding does not exist in HTTP/1.0"),
    CONNECTION_NAMES_FRAMING(400, "Connection names a field that frames or routes the message"),
    UNKNOWN_EXPECTATION(417, "only the expectation 100-continue is known"),
    METHOD_REFUSED(405, "this method is not forwarded");

    private final int status;
    private final String message;

    HeadRefusal(int status, String message) {
        this.status = status;
        this.message = message;
    }

    public int status() {
        return status;
    }

    /** What is wrong, as a clause. */
    public String message() {
        return message;
    }
}
