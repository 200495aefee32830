package io.xynergy.gateway.exchange;

import io.xynergy.gateway.auth.Authenticator;
import io.xynergy.gateway.auth.Principal;
import io.xynergy.gateway.auth.Refusal;
import io.xynergy.gateway.auth.RouteAccess;
import io.xynergy.gateway.http.Origin;
import io.xynergy.gateway.http.RequestHead;
import io.xynergy.gateway.http.ResponseDraft;
import io.xynergy.gateway.http.ServerStream;
import io.xynergy.gateway.limits.Quota;
import io.xynergy.gateway.outcome.FailureKind;
import io.xynergy.gateway.pattern.Effort;
import io.xynergy.gateway.routing.Route;
import io.xynergy.gateway.routing.RouteMatch;
import io.xynergy.gateway.routing.RouteTable;
import io.xynergy.gateway.routing.RouteTrace;
import io.xynergy.gateway.upstream.Endpoint;
import io.xynergy.gateway.wire.Transport;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One request with all that is decided about it on its way, up to its line in the log. */
public final class Exchange implements Origin, ClientWatch.Waiting {

    private final LaneContext context;
    private final Snapshot snapshot;
    private final Client client;
    private final ServerStream server;
    private final boolean aged;
    private final BooleanSupplier draining;
    private final long startNanos;
    private final byte[] requestId;
    private final boolean trusted;
    private final Effort effort;
    private @Nullable Provenance provenance;
    private @Nullable RouteMatch match;
    private byte @Nullable [] target;
    private @Nullable Endpoint endpoint;
    private @Nullable FailureKind failure;
    private @Nullable BodySending upload;
    private @Nullable Principal caller;
    private @Nullable Authenticator prover;
    private Quota @Nullable [] quotas;
    private int status;
    private int retries;
    private long tunnelIn;
    private long bytesOut;
    private long upstreamNanos;

    /**
     * A request whose head is there.
     *
     * @param aged whether the connection is so old that the response ends it
     * @param draining whether the process stops, which may begin while the request is under way
     */
    public Exchange(
            LaneContext context,
            Snapshot snapshot,
            Client client,
            ServerStream server,
            boolean aged,
            BooleanSupplier draining) {
        this.context = context;
        this.snapshot = snapshot;
        this.client = client;
        this.server = server;
        this.aged = aged;
        this.draining = draining;
        this.startNanos = System.nanoTime();
        this.trusted = client.isTrusted(snapshot.trustedProxies());
        this.effort = snapshot.routes().effort();
        this.requestId = RequestId.of(server.head(), trusted, context.random());
    }

    public LaneContext context() {
        return context;
    }

    public Snapshot snapshot() {
        return snapshot;
    }

    public Client client() {
        return client;
    }

    public ServerStream server() {
        return server;
    }

    public RequestHead head() {
        return server.head();
    }

    public ResponseDraft response() {
        return server.response();
    }

    /**
     * Whether the response ends the connection, so that the client comes back elsewhere. A process
     * that stops answers first what has come behind the request already.
     */
    public boolean isLast() {
        return draining.getAsBoolean() ? !hasNext() : aged;
    }

    public boolean isAged() {
        return aged;
    }

    private boolean hasNext() {
        if (server.hasNext()) {
            return true;
        }
        if (isRead()) {
            return false; // somebody reads, and not to the end of this request yet
        }
        try {
            return client.transport().look() == Transport.Peer.SENT;
        } catch (IOException e) {
            return false; // what is wrong shows when the response is written
        }
    }

    public long startNanos() {
        return startNanos;
    }

    public byte[] requestId() {
        return requestId;
    }

    public boolean isTrusted() {
        return trusted;
    }

    /** Where it comes from; made when it is first asked for. */
    public Provenance provenance() {
        Provenance known = provenance;
        if (known == null) {
            ProxyReport report =
                    trusted ? ProxyReport.read(head().fields(), snapshot.trustedProxies()) : null;
            known = new Provenance(head(), client, requestId, report);
            provenance = known;
        }
        return known;
    }

    @Override
    public boolean isSecure() {
        return trusted ? provenance().isSecure() : client.isSecure();
    }

    @Override
    public byte @Nullable [] toldAuthority() {
        return trusted ? provenance().toldAuthority() : null;
    }

    @Override
    public int toldPort() {
        return trusted ? provenance().toldPort() : 0;
    }

    @Override
    public boolean isTold() {
        return trusted;
    }

    @Override
    public byte @Nullable [] value(int fieldName) {
        return provenance().value(fieldName);
    }

    /** How much matching regular expressions may still do for the request. */
    public Effort effort() {
        return effort;
    }

    /**
     * The route for the head as it is now; null if there is none, or if the {@link #effort} is
     * spent.
     */
    public @Nullable RouteMatch findRoute() {
        head().origin(this);
        RouteMatch found = snapshot.routes().find(head(), effort);
        head().origin(null); // the head outlives the exchange
        return found;
    }

    /** What came close to taking it; for an explanation. */
    public List<RouteTrace.Close> close(int most) {
        RouteTable routes = snapshot.routes();
        head().origin(this);
        List<RouteTrace.Close> close = routes.close(head(), match, most, routes.effort());
        head().origin(null); // the head outlives the exchange
        return close;
    }

    public void match(RouteMatch found) {
        match = found;
    }

    public RouteMatch match() {
        return Objects.requireNonNull(match, "not routed");
    }

    /** What is done with it, and with its response. */
    public RoutePlan plan() {
        RouteMatch found = match;
        RoutePlans plans = snapshot.plans();
        return found == null ? plans.unrouted() : plans.of(found.route().index());
    }

    public Route route() {
        return match().route();
    }

    /** The route, or null while, or because, there is none. */
    public @Nullable Route routeIfAny() {
        RouteMatch found = match;
        return found == null ? null : found.route();
    }

    /** What the route's regular expression made of path and query, for all attempts. */
    public void target(byte[] rewritten) {
        target = rewritten;
    }

    public byte @Nullable [] target() {
        return target;
    }

    /** What its route asks of callers. */
    public RouteAccess access() {
        return snapshot.access().of(route().index());
    }

    /** What the client may change to and asks for; null: nothing. */
    public @Nullable UpgradeOffer upgradeOffer() {
        RequestHead head = head();
        return head.isUpgrade() ? UpgradeOffer.of(head.fields(), route().upgrades()) : null;
    }

    /**
     * Who sends it.
     *
     * @param authenticator proves it for services
     */
    public void caller(Principal proven, Authenticator authenticator) {
        caller = proven;
        prover = authenticator;
    }

    /**
     * Has the caller proven for what is sent now.
     *
     * @return why that cannot be; null: it is, or there is nothing to prove
     */
    public @Nullable Refusal proveCaller() {
        return caller == null || prover == null ? null : prover.prove(caller);
    }

    /** Who sends it, as far as that was proven. */
    public @Nullable Principal caller() {
        return caller;
    }

    /** What the route's limits have left for the sender. */
    public void quotas(Quota[] left) {
        quotas = left;
    }

    /** What the route's limits have left; null: nothing was counted. */
    public Quota @Nullable [] quotas() {
        return quotas;
    }

    public void attempt(Endpoint tried) {
        endpoint = tried;
    }

    public @Nullable Endpoint endpoint() {
        return endpoint;
    }

    @Override
    public boolean mayBeAsked() {
        return head().minorVersion() > 0 && !isResponded();
    }

    @Override
    public boolean isRead() {
        BodySending running = upload;
        return running != null && !running.isOver();
    }

    @Override
    public ClientTimeouts timeouts() {
        return context.timeouts();
    }

    /** The body is being sent on by another thread. */
    public void uploading(BodySending running) {
        upload = running;
    }

    /**
     * Waits, for a bounded time, until nobody reads the client's connection any more.
     *
     * @return whether the request's body was read to its end
     */
    public boolean finishBody() {
        BodySending running = upload;
        return running == null ? server.body().isDone() : running.finish();
    }

    public void retried() {
        retries++;
    }

    public int retries() {
        return retries;
    }

    /** The head of the response was written; from now on a failure can only break it off. */
    public void responded(int newStatus) {
        status = newStatus;
    }

    public boolean isResponded() {
        return status != 0;
    }

    public int status() {
        return status;
    }

    public void failed(FailureKind kind) {
        failure = kind;
    }

    public @Nullable FailureKind failure() {
        return failure;
    }

    /** Bytes that came behind the request, by another protocol. */
    public void received(long bytes) {
        tunnelIn += bytes;
    }

    /** Bytes from the client: the request's body, and what came behind it. */
    public long bytesIn() {
        return server.body().decoded() + tunnelIn;
    }

    public void sent(long bytes) {
        bytesOut += bytes;
    }

    public long bytesOut() {
        return bytesOut;
    }

    public void upstreamResponded(long nanos) {
        upstreamNanos = nanos;
    }

    public long upstreamNanos() {
        return upstreamNanos;
    }
}
