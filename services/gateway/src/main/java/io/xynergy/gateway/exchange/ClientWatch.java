package io.xynergy.gateway.exchange;

import io.xynergy.gateway.http.Ascii;
import io.xynergy.gateway.wire.Transport;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Notices that a client has left while its request waits for the upstream, and ends the wait.
 *
 * <p>A broken connection says so. An end of the client's side says less: it may still read its
 * response (RFC 9112, 9.6), and nothing that TCP tells without sending sets the two apart. So after
 * a while such a client is asked, by an interim response, which everybody who speaks HTTP/1.1 reads
 * over (RFC 9110, 15.2.1): the system of one that has left answers with a reset, and the second
 * half of the interim response cannot be written. Clients of HTTP/1.0 are not asked.
 *
 * <p>Somebody else calls {@link #look} now and then, so that a fast response costs no look at all.
 */
public final class ClientWatch {

    private static final long WHILE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** How far a client was asked; once a connection. */
    private enum Asked {
        NOT,
        HALF,
        WHOLE
    }

    private static final byte[] QUESTION = Ascii.bytes("HTTP/1.1 100 Continue\r\n");
    private static final byte[] END_OF_QUESTION = Ascii.bytes("\r\n");

    /** The request that waits, as far as has to be known of it. */
    interface Waiting {

        /** Whether its client may be asked, by an interim response. */
        boolean mayBeAsked();

        /** Whether somebody reads from the client, and sees its end by himself. */
        boolean isRead();

        ClientTimeouts timeouts();
    }

    private final Transport client;

    /** Held by who looks, and by the call when it begins and ends to wait. */
    private final ReentrantLock lock = new ReentrantLock();

    private @Nullable Transport upstream;
    private @Nullable Waiting request;
    private boolean ended;
    private long endedAt;
    private Asked asked = Asked.NOT;
    private boolean left;

    /** When the wait began; meaningless while nobody waits. Written under the lock. */
    private volatile long since;

    private volatile boolean waiting;

    public ClientWatch(Transport client) {
        this.client = client;
    }

    /**
     * Waits until the upstream has sent something.
     *
     * @throws ClientException if the client left meanwhile; the upstream's connection is closed
     */
    public void awaitReadable(Transport from, Waiting waitingRequest) throws IOException {
        begin(from, waitingRequest);
        try {
            from.awaitReadable();
        } catch (IOException e) {
            end();
            throw e;
        }
        end();
    }

    private void begin(Transport from, Waiting waitingRequest) {
        lock.lock();
        try {
            upstream = from;
            request = waitingRequest;
            since = System.nanoTime();
            waiting = true;
        } finally {
            lock.unlock();
        }
    }

    private void end() throws ClientException {
        lock.lock();
        try {
            waiting = false;
            upstream = null;
            request = null;
            if (asked == Asked.HALF && !left) {
                finishAsking();
            }
            if (left) {
                throw new ClientException(new EOFException("the client left"));
            }
        } catch (ClientException e) {
            throw e;
        } catch (IOException e) {
            throw new ClientException(e);
        } finally {
            lock.unlock();
        }
    }

    /** Whether a request has waited for so long that it is time to look; for any thread. */
    public boolean isDue(long now) {
        return waiting && now - since >= WHILE_NANOS;
    }

    /** Looks after the client; called on one of its lane's virtual threads. */
    public void look() {
        if (!lock.tryLock()) {
            return;
        }
        try {
            Transport waitedFor = upstream;
            Waiting current = request;
            if (waitedFor != null && current != null && !current.isRead() && hasLeft(current)) {
                left = true;
                waitedFor.close();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean hasLeft(Waiting current) {
        try {
            if (client.look() == Transport.Peer.ENDED && current.mayBeAsked()) {
                ask(current.timeouts());
            }
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private void ask(ClientTimeouts timeouts) throws IOException {
        long now = System.nanoTime();
        if (!ended) {
            ended = true;
            endedAt = now;
        }
        if (now - endedAt < timeouts.leave().toNanos()) {
            return;
        }
        client.writeDeadline(ClientTimeouts.deadline(timeouts.write()));
        switch (asked) {
            case NOT -> {
                asked = Asked.HALF;
                client.write(ByteBuffer.wrap(QUESTION));
            }
            case HALF -> finishAsking();
            case WHOLE -> {}
        }
    }

    private void finishAsking() throws IOException {
        asked = Asked.WHOLE;
        client.write(ByteBuffer.wrap(END_OF_QUESTION));
    }
}
