package io.xynergy.gateway.memory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Ends those who hold memory for the longest without use, while too much is held.
 *
 * <p>The first to go is who lags most behind a client that is just fast enough, so a fast one stays
 * while there are slow ones. Connections that rest go last, and only when nothing is left.
 */
public final class Shedding {

    private static final System.Logger LOG = System.getLogger(Shedding.class.getName());

    /** Who lags less than this is not slow yet: a packet may have to be sent again. */
    private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** Where there is nothing left, and somebody waits for it, a shorter wait has to do. */
    private static final long SLOW_WHEN_URGENT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** Between two rounds, so that what was ended has ended when it is counted again. */
    private static final long PAUSE_MILLIS = 20;

    /** The same while nobody waits for what is to be freed. */
    private static final long LONG_PAUSE_MILLIS = 100;

    /** One round frees a sixteenth of the high-water mark beyond it. */
    private static final int SHARE = 16;

    private static final long DIRECT_OF_RESPONSE = 64 * 1024;

    private final MemoryLedger ledger;
    private final ScheduledExecutorService executor;
    private final LongSupplier clock;
    private final LongSupplier heapUse;

    /** Touched by the executor's one thread alone. */
    private long heeded;

    private final AtomicBoolean asked = new AtomicBoolean();
    private final List<Consumer<Consumer<Occupant>>> sources = new CopyOnWriteArrayList<>();

    private final Set<Need> needs = ConcurrentHashMap.newKeySet();

    private record Candidate(Occupant occupant, Pace.Wait what, long lag) {}

    /**
     * Ends nobody yet.
     *
     * @param executor runs its rounds; they take milliseconds
     * @param clock nanoseconds, as of {@link System#nanoTime}
     */
    public Shedding(MemoryLedger ledger, ScheduledExecutorService executor, LongSupplier clock) {
        this(ledger, executor, clock, new HeapUse()::excess);
    }

    /**
     * The same by another view of the heap.
     *
     * @param heapUse what the last full collection found to be too much; what it found before these
     *     occupants were there is not theirs
     */
    Shedding(
            MemoryLedger ledger,
            ScheduledExecutorService executor,
            LongSupplier clock,
            LongSupplier heapUse) {
        this.ledger = ledger;
        this.executor = executor;
        this.clock = clock;
        this.heapUse = heapUse;
        this.heeded = heapUse.getAsLong();
    }

    /**
     * Adds occupants to choose among.
     *
     * @param source gives each of them to what it is given
     */
    public void among(Consumer<Consumer<Occupant>> source) {
        sources.add(source);
    }

    /** Asks for a round soon; never waits. */
    public void ask() {
        ask(PAUSE_MILLIS);
    }

    private void ask(long pause) {
        if (!asked.get() && asked.compareAndSet(false, true)) {
            try {
                var _ = executor.schedule(this::respond, pause, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                return; // the process ends
            }
        }
    }

    private void respond() {
        asked.set(false);
        round();
    }

    /**
     * Ends those who hold something that others need, from the next round on.
     *
     * @param need asked in each round, and forgotten when nothing more is wanted
     */
    public void need(Need need) {
        needs.add(need);
        ask();
    }

    /**
     * Ends as many as it takes to be below the high-water marks, if there are as many slow ones.
     */
    public void round() {
        try {
            boolean freed = freeMemory();
            meetNeeds(freed);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a round of shedding failed", e);
        }
    }

    private void meetNeeds(boolean freed) {
        needs.removeIf(need -> need.wanted() <= 0);
        for (Need need : needs) {
            meet(need, need.wanted(), freed);
        }
        if (!needs.isEmpty()) {
            ask(needs.stream().anyMatch(Need::isUrgent) ? PAUSE_MILLIS : LONG_PAUSE_MILLIS);
        }
    }

    private void meet(Need need, long wanted, boolean freed) {
        List<Candidate> found = candidates(1, false, need::isHeldBy);
        if (found.isEmpty() && !freed) {
            need.cannotBeMet();
        }
        long slow = need.isUrgent() ? SLOW_WHEN_URGENT_NANOS : SLOW_NANOS;
        for (int i = 0; i < found.size() && i < wanted && found.get(i).lag() >= slow; i++) {
            found.get(i).occupant().shed(found.get(i).what());
        }
    }

    /** Whether somebody was ended. */
    private boolean freeMemory() {
        var excess =
                new Excess(
                        Math.max(excess(ledger.heap()), newlyLive()),
                        excess(ledger.direct()),
                        ledger.connectionsBeyondMark());
        if (excess.isNone()) {
            return false;
        }
        boolean urgent = ledger.isBusy();
        long slow = urgent ? SLOW_WHEN_URGENT_NANOS : SLOW_NANOS;
        boolean freed = false;
        for (Candidate candidate : candidates(slow, ledger.isFull(), _ -> true)) {
            if (excess.isNone()) {
                return freed;
            }
            if (excess.isHeldFor(candidate.what())) {
                candidate.occupant().shed(candidate.what());
                excess = excess.without(candidate.what());
                freed = true;
            }
        }
        if (ledger.isShort()) {
            ask(urgent ? PAUSE_MILLIS : LONG_PAUSE_MILLIS);
        }
        return freed;
    }

    /** How much more is held than should be. */
    private record Excess(long heap, long direct, long connections) {

        boolean isNone() {
            return heap <= 0 && direct <= 0 && connections <= 0;
        }

        boolean isHeldFor(Pace.Wait what) {
            return heap > 0 || connections > 0 || what == Pace.Wait.RESPONSE;
        }

        Excess without(Pace.Wait what) {
            long buffers = what == Pace.Wait.RESPONSE ? DIRECT_OF_RESPONSE : 0;
            return new Excess(heap - heapOf(what), direct - buffers, connections - 1);
        }
    }

    /** What the last full collection found to be too much; each of them is heeded once. */
    private long newlyLive() {
        long live = heapUse.getAsLong();
        long seen = heeded;
        heeded = live;
        return live == seen ? 0 : live;
    }

    private static long excess(Account account) {
        return account.held() > account.mark()
                ? account.held() - account.mark() + account.mark() / SHARE
                : 0;
    }

    private static long heapOf(Pace.Wait what) {
        return switch (what) {
            case HANDSHAKE -> MemoryLedger.CONNECTION + MemoryLedger.TLS;
            case PROXY_HEADER, HEAD, IDLE -> MemoryLedger.CONNECTION;
            case BODY, TUNNEL -> MemoryLedger.CONNECTION + MemoryLedger.REQUEST;
            case RESPONSE -> MemoryLedger.CONNECTION + 2 * MemoryLedger.REQUEST;
        };
    }

    /**
     * Those who may be ended, the slowest first.
     *
     * @param slow how long a wait has to be
     * @param resting whether those who rest follow behind them
     */
    private List<Candidate> candidates(long slow, boolean resting, Predicate<Occupant> among) {
        long now = clock.getAsLong();
        List<Candidate> found = new ArrayList<>();
        for (Consumer<Consumer<Occupant>> source : sources) {
            source.accept(occupant -> {
                Candidate candidate = candidate(occupant, now);
                if (candidate != null
                        && candidate.lag() >= slow
                        && (resting || !candidate.what().isResting())
                        && among.test(occupant)) {
                    found.add(candidate);
                }
            });
        }
        found.sort(
                Comparator.comparing((Candidate candidate) -> candidate.what().isResting())
                        .thenComparing(Comparator.comparingLong(Candidate::lag).reversed()));
        return found;
    }

    private static @Nullable Candidate candidate(Occupant occupant, long now) {
        if (occupant.isShed()) {
            return null;
        }
        Pace sending = occupant.sending();
        Pace taking = occupant.taking();
        long sends = sending.lag(now);
        long takes = taking.lag(now);
        boolean rests = sends > 0 && sending.what().isResting();
        if (takes > 0 && (rests || takes > sends)) {
            return new Candidate(occupant, taking.what(), takes);
        }
        return sends > 0 ? new Candidate(occupant, sending.what(), sends) : null;
    }
}
