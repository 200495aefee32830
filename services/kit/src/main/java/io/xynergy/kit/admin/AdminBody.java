package io.xynergy.kit.admin;

import io.helidon.common.buffers.DataReader;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.xynergy.kit.error.Problem;
import io.xynergy.kit.error.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads request bodies whole, within the listener's bound on their size and one on their time. */
final class AdminBody {

    private static final int PIECE = 16 << 10;

    private AdminBody() {}

    /**
     * Reads to the end.
     *
     * @param longest what the listener takes, for the message
     * @param patience for all of it; the listener's bound on a single wait comes on top
     * @throws ProblemException 413 when there is too much, 408 when it takes too long, 400 when it
     *     ends too early
     * @throws UncheckedIOException when the client breaks off
     */
    static byte[] read(InputStream in, int longest, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        var pieces = new ArrayList<byte[]>();
        byte[] piece = new byte[PIECE];
        int filled = 0;
        try {
            int length;
            while ((length = in.read(piece, filled, PIECE - filled)) >= 0) {
                filled += length;
                if (filled == PIECE) {
                    pieces.add(piece);
                    piece = new byte[PIECE];
                    filled = 0;
                }
                if (System.nanoTime() - end > 0) {
                    throw late();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (DataReader.InsufficientDataAvailableException _) {
            throw new ProblemException(
                    Problem.of(400, "incomplete", "The body ended before its announced end."));
        } catch (CloseConnectionException e) {
            throw isTimeout(e)
                    ? late()
                    : new UncheckedIOException(new IOException("broken off", e));
        } catch (RequestException e) {
            throw refused(e, longest);
        }
        return joined(pieces, piece, filled);
    }

    /** In pieces a body takes its own size while it grows, and twice that only here. */
    private static byte[] joined(List<byte[]> pieces, byte[] last, int filled) {
        byte[] body = new byte[pieces.size() * PIECE + filled];
        int at = 0;
        for (byte[] piece : pieces) {
            System.arraycopy(piece, 0, body, at, PIECE);
            at += PIECE;
        }
        System.arraycopy(last, 0, body, at, filled);
        return body;
    }

    private static boolean isTimeout(Throwable e) {
        Throwable cause = e;
        while (cause != null && !(cause instanceof SocketTimeoutException)) {
            cause = cause.getCause();
        }
        return cause != null;
    }

    private static ProblemException late() {
        return new ProblemException(
                Problem.of(408, "body_timeout", "The body did not come in time."));
    }

    private static RuntimeException refused(RequestException e, int longest) {
        return e.status().code() == Status.REQUEST_ENTITY_TOO_LARGE_413.code()
                ? new ProblemException(
                        Problem.of(
                                413, "too_large", "The body has more than " + longest + " bytes."))
                : e;
    }
}
