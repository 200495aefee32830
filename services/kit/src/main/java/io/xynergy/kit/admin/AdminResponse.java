package io.xynergy.kit.admin;

import java.nio.charset.StandardCharsets;

/** What an admin route answers. */
public final class AdminResponse {

    private final int status;
    private final String contentType;
    private final byte[] body;

    /** A response whose body is not copied: it belongs to the response from now on. */
    public AdminResponse(int status, String contentType, byte[] body) {
        this.status = status;
        this.contentType = contentType;
        this.body = body;
    }

    /** A JSON document. */
    public static AdminResponse json(int status, byte[] body) {
        return new AdminResponse(status, "application/json", body);
    }

    /** Plain text in the given media type. */
    public static AdminResponse text(int status, String contentType, String body) {
        return new AdminResponse(status, contentType, body.getBytes(StandardCharsets.UTF_8));
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The media type of the body. */
    public String contentType() {
        return contentType;
    }

    /** The body itself, not a copy. */
    public byte[] body() {
        return body;
    }
}
