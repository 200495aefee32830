package io.xynergy.kit.admin;

import java.nio.charset.StandardCharsets;

/** What an admin route answers. */
public record AdminAnswer(int status, String contentType, byte[] body) {

    /** A JSON document. */
    public static AdminAnswer json(int status, byte[] body) {
        return new AdminAnswer(status, "application/json", body);
    }

    /** Plain text in the given media type. */
    public static AdminAnswer text(int status, String contentType, String body) {
        return new AdminAnswer(status, contentType, body.getBytes(StandardCharsets.UTF_8));
    }
}
