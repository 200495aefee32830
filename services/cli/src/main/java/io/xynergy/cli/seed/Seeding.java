package io.xynergy.cli.seed;

import io.xynergy.cli.issuer.IssuerException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Fills a tenant with sample contacts: batches of a thousand, a few at a time, each repeated until
 * it is made or refused.
 */
public final class Seeding {

    /** Contacts in a request; the API takes no more. */
    static final int BATCH = 1000;

    private static final int AT_A_TIME = 4;
    private static final int MOST_TRIES = 15;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration HOPE = Duration.ofSeconds(10);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

    private final Wish wish;
    private final LongSupplier nanos;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final AtomicLong nextBatch = new AtomicLong();
    private final AtomicLong made = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Integer> repeated = new TreeMap<>();
    private final AtomicBoolean answered = new AtomicBoolean();
    private final AtomicBoolean told = new AtomicBoolean();
    private volatile Reports reports = _ -> {};
    private volatile long began;
    private @Nullable String failure;

    /**
     * What to make.
     *
     * @param contacts how many
     * @param seed the same one makes the same contacts
     * @param run tells this run's requests from those of another one
     * @param url the resource of all contacts
     */
    public record Wish(long contacts, long seed, String run, URI url) {}

    /**
     * What was made.
     *
     * @param repeated how many requests were sent again, by reason
     * @param failure why it ended early
     */
    public record Summary(long made, Map<String, Integer> repeated, Optional<String> failure) {}

    /** Who is told how it goes. */
    @FunctionalInterface
    public interface Reports {

        /** How many contacts there are by now. */
        void made(long contacts);

        /** Why a request is sent again, for the first one. */
        default void waits(String why) {}
    }

    public Seeding(Wish wish, LongSupplier nanos) {
        this.wish = wish;
        this.nanos = nanos;
    }

    /**
     * Makes all, or as many as it can.
     *
     * @param reports told now and then how many are made
     */
    public Summary run(TokenSource tokens, Reports reports)
            throws IssuerException, InterruptedException {
        this.reports = reports;
        began = nanos.getAsLong();
        var contacts = new SampleContacts(wish.seed());
        try (var client = new ContactsClient(wish.url(), tokens, nanos)) {
            List<Thread> workers = new ArrayList<>();
            for (int i = 0; i < AT_A_TIME; i++) {
                workers.add(
                        Thread.ofPlatform()
                                .daemon()
                                .name("seed-" + i)
                                .start(() -> work(contacts, client)));
            }
            for (Thread worker : workers) {
                while (!worker.join(Duration.ofSeconds(2))) {
                    reports.made(made.get());
                }
            }
        }
        lock.lock();
        try {
            return new Summary(made.get(), Map.copyOf(repeated), Optional.ofNullable(failure));
        } finally {
            lock.unlock();
        }
    }

    /** Ends it after the batches that are under way. */
    public void stop() {
        stop.countDown();
    }

    private void work(SampleContacts contacts, ContactsClient client) {
        try {
            while (stop.getCount() > 0) {
                long batch = nextBatch.getAndIncrement();
                long first = batch * BATCH;
                if (first >= wish.contacts()) {
                    return;
                }
                int size = (int) Math.min(BATCH, wish.contacts() - first);
                make(contacts.batch(first, size), wish.run() + "-" + batch, client);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            fail("an error of its own: " + e);
        }
    }

    /** Sends one batch until it is made; else the failure is set. */
    private void make(byte[] body, String key, ContactsClient client) throws InterruptedException {
        String last = "";
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            switch (client.send(body, key)) {
                case BatchOutcome.Made response -> {
                    answered.set(true);
                    made.addAndGet(response.contacts());
                    return;
                }
                case BatchOutcome.Refused response -> {
                    fail(response.why());
                    return;
                }
                case BatchOutcome.Later response -> {
                    answered.set(true);
                    last = response.why();
                    count(response.kind());
                    tell(last);
                    if (pause(response.after(), tries)) {
                        return;
                    }
                }
                case BatchOutcome.Lost response -> {
                    last = response.why();
                    count("no response");
                    tell(last);
                    if (isHopeless(tries)) {
                        fail(last);
                        return;
                    }
                    if (pause(Optional.empty(), tries)) {
                        return;
                    }
                }
            }
        }
        fail("%s, %d times in a row".formatted(last, MOST_TRIES));
    }

    /** Whether nobody has ever answered, for as long as somebody at a terminal waits. */
    private boolean isHopeless(int tries) {
        long waited = nanos.getAsLong() - began + growing(tries).toNanos();
        return !answered.get() && waited > HOPE.toNanos();
    }

    private static Duration growing(int tries) {
        return FIRST_PAUSE.multipliedBy(1L << Math.min(tries, 20));
    }

    /** Whether it is to stop. */
    private boolean pause(Optional<Duration> asked, int tries) throws InterruptedException {
        Duration pause = asked.orElse(growing(tries));
        Duration bounded = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
        return stop.await(bounded.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void tell(String why) {
        if (!told.getAndSet(true)) {
            reports.waits(why);
        }
    }

    private void count(String why) {
        lock.lock();
        try {
            repeated.merge(why, 1, Integer::sum);
        } finally {
            lock.unlock();
        }
    }

    private void fail(String why) {
        lock.lock();
        try {
            if (failure == null) {
                failure = why;
            }
        } finally {
            lock.unlock();
        }
        stop.countDown();
    }
}
