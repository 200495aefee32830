package io.xynergy.gateway.tls;

import io.xynergy.gateway.file.FileStamp;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The certificates and keys that a listener shows, read again when the files or the list change.
 *
 * <p>A thread of its own looks for new files once a second, as connections run on cores, which
 * files would block. A version counts when two looks in a row see the same. One that cannot be used
 * changes nothing but what {@link #shown} says: the certificate in use is kept.
 */
public final class ServerIdentity implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(ServerIdentity.class.getName());

    private final Supplier<List<Source>> wanted;
    private final InstantSource clock;
    private volatile Runnable changed = () -> {};
    private final ScheduledExecutorService watch =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("certificate").daemon().factory());
    private final LongAdder taken = new LongAdder();
    private final LongAdder refused = new LongAdder();

    /**
     * Touched by the constructor and then by the watching thread alone, like all of {@link Held}.
     */
    private Map<String, Held> held = new LinkedHashMap<>();

    private List<ServerCertificate> inUse = List.of();
    private volatile State state;

    /**
     * Where a certificate is.
     *
     * @param name of its Secret
     * @param chain file of the certificate and its chain
     * @param key file of its private key
     */
    public record Source(String name, Path chain, Path key) {}

    /**
     * What is known of one certificate of the list.
     *
     * @param notAfter until when the one in use is valid; absent: none is in use
     * @param refused why what the files hold now is not in use; absent: it is
     */
    public record Shown(String name, @Nullable Instant notAfter, @Nullable String refused) {}

    private record State(SSLContext context, List<Shown> shown) {}

    /** Of its files; null: it is not there, or is none that can be read. */
    private record Version(@Nullable FileStamp chain, @Nullable FileStamp key) {

        static Version of(Source source) {
            return new Version(stamp(source.chain()), stamp(source.key()));
        }

        private static @Nullable FileStamp stamp(Path file) {
            try {
                return FileStamp.of(file);
            } catch (IOException _) {
                return null; // reading it says why
            }
        }
    }

    /** One certificate over time. */
    private static final class Held {
        private final Source source;
        private @Nullable Version seen;
        private @Nullable Version read;
        private @Nullable ServerCertificate certificate;
        private @Nullable String problem;

        Held(Source source) {
            this.source = source;
        }
    }

    private ServerIdentity(Supplier<List<Source>> wanted, InstantSource clock) throws IOException {
        this.wanted = wanted;
        this.clock = clock;
        List<Source> sources = wanted.get();
        for (Source source : sources) {
            var one = new Held(source);
            held.put(source.name(), one);
            one.seen = Version.of(source);
            boolean first = held.size() == 1;
            if (first) {
                one.certificate = ServerCertificate.read(source.chain(), source.key());
                one.read = one.seen;
            } else {
                take(one);
            }
        }
        this.inUse = certificates();
        this.state = new State(Certificates.server(new NamedCertificates(inUse)), shownNow());
    }

    /**
     * Reads the files now and watches them until it is closed.
     *
     * @param wanted the certificates to show, never none; the first is for clients that ask for no
     *     name, or for one that no certificate has. It is asked again and again
     * @param clock decides whether a certificate is valid: a valid one is not replaced by one that
     *     is not
     * @throws IOException if the first cannot be read, or its files do not fit together, naming it;
     *     others can follow later
     */
    public static ServerIdentity watch(Supplier<List<Source>> wanted, InstantSource clock)
            throws IOException {
        var identity = new ServerIdentity(wanted, clock);
        var _ = identity.watch.scheduleWithFixedDelay(identity::look, 1, 1, TimeUnit.SECONDS);
        return identity;
    }

    /** What new connections show. */
    SSLContext context() {
        return state.context();
    }

    /** All certificates of the list, in its order. */
    public List<Shown> shown() {
        return state.shown();
    }

    /** Calls {@code listener} after {@link #shown} has changed, on the watching thread. */
    public void onChange(Runnable listener) {
        changed = listener;
    }

    /** How often files were read again and are in use. */
    public long taken() {
        return taken.sum();
    }

    /** How often files were read and could not be used. */
    public long refused() {
        return refused.sum();
    }

    private void look() {
        try {
            follow(wanted.get());
            held.values().forEach(this::look);
            List<ServerCertificate> now = certificates();
            SSLContext context =
                    now.equals(inUse)
                            ? state.context()
                            : Certificates.server(new NamedCertificates(now));
            inUse = now;
            var next = new State(context, shownNow());
            boolean news = !next.equals(state);
            state = next;
            if (news) {
                changed.run();
            }
        } catch (RuntimeException e) {
            // Thrown further it would end the watch for good.
            LOG.log(System.Logger.Level.ERROR, "the certificates in use are kept", e);
        }
    }

    private void follow(List<Source> sources) {
        if (sources.isEmpty()
                || sources.equals(held.values().stream().map(one -> one.source).toList())) {
            return;
        }
        Map<String, Held> next = new LinkedHashMap<>();
        for (Source source : sources) {
            Held known = held.get(source.name());
            boolean same = known != null && known.source.equals(source);
            next.put(source.name(), same ? known : new Held(source));
        }
        held = next;
    }

    private void look(Held one) {
        Version version = Version.of(one.source);
        boolean still = version.equals(one.seen);
        one.seen = version;
        if (still && (!version.equals(one.read) || one.problem != null)) {
            take(one);
        }
    }

    private void take(Held one) {
        Source source = one.source;
        boolean again = one.seen != null && one.seen.equals(one.read);
        one.read = one.seen;
        try {
            ServerCertificate found = ServerCertificate.read(source.chain(), source.key());
            if (found.hosts().isEmpty() && !isFirst(one)) {
                throw new IOException(
                        source.chain()
                                + " names no host in subjectAltName, so that no client could ask"
                                + " for it");
            }
            refuseWorse(one.certificate, found, source);
            one.certificate = found;
            one.problem = null;
            taken.increment();
            LOG.log(
                    System.Logger.Level.INFO,
                    "certificate {0} is in use: {1}, until {2}",
                    source.name(),
                    found,
                    found.notAfter());
        } catch (IOException | RuntimeException e) {
            String problem = String.valueOf(e.getMessage());
            if (!again || !problem.equals(one.problem)) {
                refused.increment();
                LOG.log(
                        System.Logger.Level.WARNING,
                        "certificate {0} is not taken{1}: {2}",
                        source.name(),
                        one.certificate == null ? "" : ", and the one in use is kept",
                        problem);
            }
            one.problem = problem;
        }
    }

    /** A certificate that clients accept is not exchanged for one that they refuse. */
    private void refuseWorse(
            @Nullable ServerCertificate inUse, ServerCertificate found, Source source)
            throws IOException {
        Instant now = clock.instant();
        String problem = found.problem(now);
        if (problem != null && inUse != null && inUse.problem(now) == null) {
            throw new IOException(source.chain() + " " + problem);
        }
    }

    private boolean isFirst(Held one) {
        return held.values().iterator().next().source.equals(one.source);
    }

    /** Those that can be shown; a default that cannot be had leaves the one before. */
    private List<ServerCertificate> certificates() {
        List<ServerCertificate> all = new ArrayList<>();
        boolean first = true;
        for (Held one : held.values()) {
            ServerCertificate certificate = one.certificate;
            if (certificate != null) {
                all.add(certificate);
            } else if (first && !inUse.isEmpty()) {
                all.add(inUse.getFirst());
            }
            first = false;
        }
        return List.copyOf(all);
    }

    private List<Shown> shownNow() {
        return held.values().stream()
                .map(one ->
                        new Shown(
                                one.source.name(),
                                Optional.ofNullable(one.certificate)
                                        .map(ServerCertificate::notAfter)
                                        .orElse(null),
                                one.problem))
                .toList();
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }
}
