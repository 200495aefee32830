package io.xynergy.gateway.proxy;

import io.xynergy.gateway.exchange.OwnResponse;
import io.xynergy.gateway.http.Ascii;
import io.xynergy.gateway.http.RequestHead;
import io.xynergy.kit.health.HealthChecks;
import io.xynergy.kit.health.HealthReport;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * {@code /health} and {@code /health/deep} on the traffic listener, as the platform's clients ask.
 */
public final class HealthPages {

    private static final byte[] SUMMARY = Ascii.bytes("/health");
    private static final byte[] DEEP = Ascii.bytes("/health/deep");
    private static final byte[] GET = Ascii.bytes("GET");

    private final HealthChecks checks;
    private final Executor blocking;

    /**
     * Pages over the process's checks.
     *
     * @param blocking runs checks, which may block as a core must not
     */
    public HealthPages(HealthChecks checks, Executor blocking) {
        this.checks = checks;
        this.blocking = blocking;
    }

    /** Whether this is a request for one of the pages. */
    static boolean isAsked(RequestHead head) {
        int length = head.pathEnd() - head.pathStart();
        return (length == SUMMARY.length && isPath(head, SUMMARY)
                        || length == DEEP.length && isPath(head, DEEP))
                && (head.methodIs(GET) || head.isHead());
    }

    private static boolean isPath(RequestHead head, byte[] path) {
        return Ascii.equals(head.bytes(), head.pathStart(), head.pathEnd(), path);
    }

    OwnResponse page(RequestHead head) {
        boolean deep = isPath(head, DEEP);
        HealthReport report =
                CompletableFuture.supplyAsync(deep ? checks::deep : checks::summary, blocking)
                        .join();
        List<byte[]> lines =
                report.httpStatus() == 503 ? List.of(ErrorResponses.RETRY_AFTER) : List.of();
        return OwnResponse.json(report.httpStatus(), lines, report.toJson());
    }
}
