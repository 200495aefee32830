package io.xynergy.kit.error;

import io.xynergy.kit.json.JsonWriter;
import java.time.InstantSource;

/**
 * Makes the platform's error body: {@code {"error":{"code","message","requestId","timestamp"}}}.
 *
 * <p>The message goes to the caller of an API: it never holds a stack trace, a class name or an
 * internal address.
 */
public final class ErrorBodies {

    /** The media type of the body. */
    public static final String CONTENT_TYPE = "application/json";

    private final InstantSource clock;

    public ErrorBodies(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * The body as UTF-8 bytes, stamped with the present time in UTC.
     *
     * @param code stable and for machines, such as {@code no_route}
     * @param message one sentence for people
     * @param requestId the id that the logs carry for the same request
     */
    public byte[] write(String code, String message, String requestId) {
        return new JsonWriter()
                .openObject()
                .name("error")
                .openObject()
                .member("code", code)
                .member("message", message)
                .member("requestId", requestId)
                .member("timestamp", clock.instant().toString())
                .closeObject()
                .closeObject()
                .toBytes();
    }
}
