package io.xynergy.cli.echo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Answers each request as its query wishes; waits end early when the echo stops. */
final class EchoHandler implements Handler {

    private static final String JSON = "application/json";

    private final String name;
    private final CountDownLatch stopping;

    EchoHandler(String name, CountDownLatch stopping) {
        this.name = name;
        this.stopping = stopping;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) throws Exception {
        BodyDigest body = digest(request);
        EchoWish wish;
        try {
            wish = EchoWish.of(request.query());
        } catch (IllegalArgumentException e) {
            response.status(Status.BAD_REQUEST_400);
            text(
                    request,
                    response,
                    "{\"error\": " + EchoResponse.quoted(String.valueOf(e.getMessage())) + "}\n");
            return;
        }
        await(wish.delay());
        if (wish.close()) {
            throw new CloseConnectionException("the request asked for it");
        }
        response.status(Status.create(wish.status()));
        if (request.path().path().equals("/sse")) {
            events(response, wish);
        } else if (wish.bytes() >= 0) {
            generated(request, response, wish);
        } else {
            text(request, response, describe(request, body).toJson());
        }
    }

    private static BodyDigest digest(ServerRequest request) throws IOException {
        if (!request.content().hasEntity()) {
            return BodyDigest.of(InputStream.nullInputStream());
        }
        try (InputStream in = request.content().inputStream()) {
            return BodyDigest.of(in);
        }
    }

    private EchoResponse describe(ServerRequest request, BodyDigest body) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Header header : request.headers()) {
            headers.merge(header.name(), header.values(), (one, two) -> one + "," + two);
        }
        var prologue = request.prologue();
        String query = prologue.query().rawValue();
        String target = prologue.uriPath().rawPath() + (query.isEmpty() ? "" : "?" + query);
        return new EchoResponse(name, prologue.method().text(), target, headers, body);
    }

    private static void text(ServerRequest request, ServerResponse response, String json) {
        if (mayNotHaveBody(response.status())) {
            response.send();
            return;
        }
        byte[] bytes = json.getBytes(UTF_8);
        response.header(HeaderNames.CONTENT_TYPE, JSON);
        if (request.prologue().method().equals(Method.HEAD)) {
            response.contentLength(bytes.length);
            response.send();
        } else {
            response.send(bytes);
        }
    }

    private static boolean mayNotHaveBody(Status status) {
        return status.code() == Status.NO_CONTENT_204.code()
                || status.code() == Status.NOT_MODIFIED_304.code();
    }

    private static void generated(ServerRequest request, ServerResponse response, EchoWish wish)
            throws IOException {
        response.header(HeaderNames.CONTENT_TYPE, "application/octet-stream");
        boolean head = request.prologue().method().equals(Method.HEAD);
        if (head || !wish.chunked()) {
            response.contentLength(wish.bytes());
        }
        if (head || mayNotHaveBody(response.status())) {
            response.send();
            return;
        }
        byte[] pattern = pattern();
        try (OutputStream out = response.outputStream()) {
            long left = wish.bytes();
            while (left > 0) {
                int piece = (int) Math.min(left, pattern.length);
                out.write(pattern, 0, piece);
                left -= piece;
                if (wish.chunked()) {
                    out.flush();
                }
            }
        }
    }

    /** Lines of 64 characters, so that a lost or doubled piece shows. */
    private static byte[] pattern() {
        byte[] pattern = new byte[16 * 1024];
        for (int i = 0; i < pattern.length; i++) {
            pattern[i] = (byte) (i % 64 == 63 ? '\n' : 'a' + (i / 64 + i) % 26);
        }
        return pattern;
    }

    private void events(ServerResponse response, EchoWish wish) {
        response.header(HeaderNames.CONTENT_TYPE, "text/event-stream");
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        try (OutputStream out = response.outputStream()) {
            for (long number = 1; number <= wish.count(); number++) {
                String event =
                        "id: %d\ndata: {\"name\": %s, \"number\": %d}\n\n"
                                .formatted(number, EchoResponse.quoted(name), number);
                out.write(event.getBytes(UTF_8));
                out.flush();
                if (number < wish.count() && await(wish.interval())) {
                    return;
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw new CloseConnectionException("the reader of the events has gone", e);
        }
    }

    /** Waits, and says whether the echo began to stop meanwhile. */
    private boolean await(Duration time) {
        try {
            return stopping.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
