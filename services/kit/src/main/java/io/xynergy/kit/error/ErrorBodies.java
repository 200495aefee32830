package io.xynergy.kit.error;

import io.xynergy.kit.json.JsonWriter;
import java.time.InstantSource;
import java.util.List;

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
        return write(code, message, requestId, List.of());
    }

    /** The body of a problem, with a member {@code details} when it has some. */
    public byte[] write(Problem problem, String requestId) {
        return write(problem.code(), problem.message(), requestId, problem.details());
    }

    private byte[] write(
            String code, String message, String requestId, List<Problem.Detail> details) {
        var json = new JsonWriter().openObject().name("error").openObject();
        json.member("code", code);
        json.member("message", message);
        json.member("requestId", requestId);
        json.member("timestamp", clock.instant().toString());
        if (!details.isEmpty()) {
            json.name("details").openArray();
            for (Problem.Detail detail : details) {
                json.openObject();
                json.member("field", detail.field());
                json.member("message", detail.message());
                json.closeObject();
            }
            json.closeArray();
        }
        return json.closeObject().closeObject().toBytes();
    }
}
