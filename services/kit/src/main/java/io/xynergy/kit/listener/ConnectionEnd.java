package io.xynergy.kit.listener;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Really ends a connection after {@code Connection: close}.
 *
 * <p>Helidon sends the header but goes on reading, and would take an unread body for the next
 * request.
 */
final class ConnectionEnd implements Filter {

    private static final Duration LINGER = Duration.ofSeconds(1);

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        if (isAmbiguous(request)) {
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
        chain.proceed();
        if (closes(request.headers().first(HeaderNames.CONNECTION).orElse(""))
                || closes(response.headers().first(HeaderNames.CONNECTION).orElse(""))) {
            readToEnd(request);
            throw new CloseConnectionException("closed as announced");
        }
    }

    /**
     * Reads what is left of a body, up to the listener's limit and for a second at most: a
     * connection that is closed with bytes unread is reset, and the client may never see the
     * response.
     */
    private static void readToEnd(RoutingRequest request) {
        if (request.headers().contains(HeaderValues.EXPECT_100) && !request.continueSent()) {
            return; // the client has not sent it
        }
        if (!request.content().hasEntity() || request.content().consumed()) {
            return;
        }
        Thread reader = Thread.currentThread();
        var done = new CountDownLatch(1);
        Thread.ofVirtual().name("linger").start(() -> interruptUnless(done, reader));
        try {
            request.content().consume();
        } catch (RuntimeException _) {
            // the client went away or takes too long, or the body is too long
        } finally {
            done.countDown();
        }
    }

    /** An interrupt closes the socket that a virtual thread reads, which is about to end anyway. */
    private static void interruptUnless(CountDownLatch done, Thread reader) {
        try {
            if (!done.await(LINGER.toMillis(), TimeUnit.MILLISECONDS)) {
                reader.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Two lengths of one body: the next request may begin at either (RFC 9112, section 6.1). */
    private static boolean isAmbiguous(RoutingRequest request) {
        return request.headers().contains(HeaderNames.TRANSFER_ENCODING)
                && request.headers().contains(HeaderNames.CONTENT_LENGTH);
    }

    private static boolean closes(String connection) {
        for (String token : connection.split(",", -1)) {
            if (token.strip().equalsIgnoreCase("close")) {
                return true;
            }
        }
        return false;
    }
}
