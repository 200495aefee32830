package io.xynergy.crm.idempotency;

import io.xynergy.kit.database.Database;
import io.xynergy.kit.metrics.Labels;
import io.xynergy.kit.metrics.Meters;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Takes away responses that are a day old: some each minute, on whatever replicas there are. */
public final class ResponseSweep implements AutoCloseable {

    private static final Logger LOG = System.getLogger(ResponseSweep.class.getName());

    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final int AT_ONCE = 500;
    private static final int MOST_ROUNDS = 20;

    private final Database database;
    private final LongAdder forgotten = new LongAdder();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("response-sweep").daemon(true).factory());

    private ResponseSweep(Database database) {
        this.database = database;
    }

    /** Begins; the first time is in a minute. */
    public static ResponseSweep start(Database database, Meters meters) {
        var sweep = new ResponseSweep(database);
        meters.counter(
                "xynergy_crm_responses_expired_total",
                "StoredResponses to requests with an Idempotency-Key that were taken away when a day old",
                Labels.none(),
                sweep.forgotten::sum);
        var _ =
                sweep.thread.scheduleWithFixedDelay(
                        sweep::run, EVERY.toSeconds(), EVERY.toSeconds(), TimeUnit.SECONDS);
        return sweep;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void run() {
        try {
            int rounds = 1;
            while (forget() == AT_ONCE && rounds < MOST_ROUNDS) {
                rounds++;
            }
        } catch (RuntimeException e) {
            // the next time comes soon, and whoever is to know of a lost database does
            LOG.log(Level.DEBUG, "old responses were not taken away", e);
        }
    }

    /** Takes away some; returns how many. */
    int forget() {
        int gone =
                database.inTenant(
                        "",
                        transaction ->
                                transaction
                                        .first(
                                                "select crm.forget_answers(?)",
                                                row -> row.getInt(1),
                                                AT_ONCE)
                                        .orElse(0));
        forgotten.add(gone);
        return gone;
    }
}
