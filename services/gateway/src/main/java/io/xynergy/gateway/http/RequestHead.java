package io.xynergy.gateway.http;

import io.xynergy.policy.HttpMethods;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The head of one request as offsets into the bytes it was read from; reused between requests.
 *
 * <p>The path is normalised where it lies (it never gets longer), so that routing, authorisation,
 * forwarding and the log see the same bytes.
 */
public final class RequestHead {

    private static final byte[] OPTIONS = Ascii.bytes("OPTIONS");
    private static final byte[] HEAD = Ascii.bytes("HEAD");

    private static final byte[][] IDEMPOTENT =
            HttpMethods.IDEMPOTENT.stream().map(Ascii::bytes).toArray(byte[][]::new);

    private static final byte[] NOTHING = {};

    /** Bytes of a copied path that stay for the next one. */
    private static final int MOST_KEPT = 512;

    final Fields fields = new Fields();
    int methodStart;
    int methodEnd;
    int targetStart;
    int targetEnd;
    int hostStart;
    int hostEnd;
    int pathStart;
    int pathEnd;
    int queryStart;
    int queryEnd;
    int authorityEnd;
    int minorVersion;
    long contentLength;
    boolean plainLength;
    boolean chunked;
    boolean keepAlive;
    boolean expectContinue;
    boolean upgrade;
    boolean acceptsTrailers;
    boolean encodedSlash;
    boolean parameters;
    long maxForwards;
    int passes;
    private byte[] pathAsItCame = NOTHING;
    private int pathLength;
    private byte[] pathWithParameters = NOTHING;
    private int lengthWithParameters;
    private boolean pathChanged;
    private @Nullable Origin origin;

    /** Where it comes from, for those who route it; null: nobody has said so. */
    public @Nullable Origin origin() {
        return origin;
    }

    /** Says where it comes from while it is routed, and null afterwards. */
    public void origin(@Nullable Origin newOrigin) {
        origin = newOrigin;
    }

    /** The array that all offsets point into. */
    public byte[] bytes() {
        return fields.bytes();
    }

    public Fields fields() {
        return fields;
    }

    public int methodStart() {
        return methodStart;
    }

    public int methodEnd() {
        return methodEnd;
    }

    /** Where the host begins, as it was sent, without port; an empty range when there is none. */
    public int hostStart() {
        return hostStart;
    }

    public int hostEnd() {
        return hostEnd;
    }

    /** Where the normalised path begins; it starts with a slash unless the target is {@code *}. */
    public int pathStart() {
        return pathStart;
    }

    public int pathEnd() {
        return pathEnd;
    }

    /** Where the raw query begins, after its question mark; equals the end when there is none. */
    public int queryStart() {
        return queryStart;
    }

    public int queryEnd() {
        return queryEnd;
    }

    /** 0 or 1: the minor version of HTTP/1. */
    public int minorVersion() {
        return minorVersion;
    }

    /** Whether the body comes in chunks. */
    public boolean isChunked() {
        return chunked;
    }

    /** The length of the body as announced; 0 without a body, −1 when it is chunked. */
    public long contentLength() {
        return contentLength;
    }

    /** Whether Content-Length may be passed on as it came; otherwise it has to be written anew. */
    public boolean isLengthPlain() {
        return plainLength;
    }

    /** Whether the client wants to send more requests on this connection. */
    public boolean keepAlive() {
        return keepAlive;
    }

    /** Whether the client waits for {@code 100 Continue} before it sends the body. */
    public boolean expectsContinue() {
        return expectContinue;
    }

    /**
     * Whether the client asks to change to other protocols (RFC 9110, 7.8): never in HTTP/1.0, with
     * a body, or without {@code Connection: upgrade}.
     */
    public boolean isUpgrade() {
        return upgrade;
    }

    /** Whether the client said {@code TE: trailers}. */
    public boolean acceptsTrailers() {
        return acceptsTrailers;
    }

    /**
     * How many more servers may pass the request on (RFC 9110, 7.6.2), which OPTIONS alone can say;
     * −1 where nothing says it.
     */
    public long maxForwards() {
        return maxForwards;
    }

    /** How often the request has been through a gateway of this kind, by its {@code Via}. */
    public int passes() {
        return passes;
    }

    /** Whether the path has an encoded slash, which only some routes let through. */
    public boolean hasEncodedSlash() {
        return encodedSlash;
    }

    /** Whether the path came with parameters: a semicolon, plain or encoded. */
    public boolean hasParameters() {
        return parameters;
    }

    /** Where the host with its port ends; it begins at {@link #hostStart}. */
    public int authorityEnd() {
        return authorityEnd;
    }

    /** Whether the method is HEAD, whose responses have no body. */
    public boolean isHead() {
        return methodIs(HEAD);
    }

    /** Whether doing it twice is like doing it once (RFC 9110, 9.2.2). */
    public boolean isIdempotent() {
        for (byte[] method : IDEMPOTENT) {
            if (methodIs(method)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the method is {@code name}. */
    public boolean methodIs(byte[] name) {
        return Ascii.equals(fields.bytes(), methodStart, methodEnd, name);
    }

    /** Whether it is about the server as a whole: {@code OPTIONS *} (RFC 9112, 3.2.4). */
    public boolean isWholeServer() {
        return pathEnd == pathStart + 1 && fields.bytes()[pathStart] == '*';
    }

    /**
     * Brings the path into its one form, before anything looks at it.
     *
     * @param remember whether {@link #restorePath} must be able to bring it back
     * @return why it is refused, or null
     */
    public @Nullable PathRefusal normalizePath(boolean remember) {
        if (isWholeServer()) {
            return null;
        }
        if (pathStart == pathEnd) {
            return emptyPath();
        }
        if (remember) {
            rememberPath();
        }
        PathRefusal refusal =
                normalized(PathNormalizer.normalize(fields.bytes(), pathStart, pathEnd));
        pathChanged = remember && refusal == null && !isPathAsItCame();
        return refusal;
    }

    private void rememberPath() {
        pathLength = pathEnd - pathStart;
        if (pathAsItCame.length < pathLength) {
            pathAsItCame = new byte[pathLength];
        }
        System.arraycopy(fields.bytes(), pathStart, pathAsItCame, 0, pathLength);
    }

    private boolean isPathAsItCame() {
        return Arrays.equals(fields.bytes(), pathStart, pathEnd, pathAsItCame, 0, pathLength);
    }

    private @Nullable PathRefusal normalized(int result) {
        if (result < 0) {
            return PathRefusal.of(result);
        }
        pathEnd = PathNormalizer.end(result);
        encodedSlash = PathNormalizer.hasEncodedSlash(result);
        parameters = PathNormalizer.hasParameters(result);
        return null;
    }

    /** Whether a path that was to be remembered came in another form than its normal one. */
    public boolean isPathChanged() {
        return pathChanged;
    }

    /** Makes the path what the client sent; there is room, as no form of it is longer. */
    public void restorePath() {
        System.arraycopy(pathAsItCame, 0, fields.bytes(), pathStart, pathLength);
        pathEnd = pathStart + pathLength;
    }

    /**
     * Makes the path what the client sent, but for its escapes, which get their one form.
     *
     * @return why it is refused, or null
     */
    public @Nullable PathRefusal restorePathButForEscapes() {
        restorePath();
        return normalized(PathNormalizer.normalizeEscapes(fields.bytes(), pathStart, pathEnd));
    }

    /**
     * Makes the path what services read that know parameters, until {@link #putParametersBack}.
     *
     * @param mergeSlashes whether slashes become one where that leaves an empty segment
     */
    public void removeParameters(boolean mergeSlashes) {
        byte[] bytes = fields.bytes();
        lengthWithParameters = pathEnd - pathStart;
        if (pathWithParameters.length < lengthWithParameters) {
            pathWithParameters = new byte[lengthWithParameters];
        }
        System.arraycopy(bytes, pathStart, pathWithParameters, 0, lengthWithParameters);
        pathEnd = PathNormalizer.removeParameters(bytes, pathStart, pathEnd, mergeSlashes);
    }

    /** Makes the path what it was before {@link #removeParameters}. */
    public void putParametersBack() {
        System.arraycopy(pathWithParameters, 0, fields.bytes(), pathStart, lengthWithParameters);
        pathEnd = pathStart + lengthWithParameters;
    }

    /**
     * {@code http://host} and {@code http://host?query} mean the root (RFC 9110, 4.2.3); the first
     * of them in OPTIONS means the whole server (RFC 9112, 3.2.4).
     */
    private @Nullable PathRefusal emptyPath() {
        // The last slash of "http://" lies before the authority and is not needed any more.
        byte[] bytes = fields.bytes();
        boolean wholeServer = pathStart == targetEnd && methodIs(OPTIONS);
        int slash = targetStart;
        while (bytes[slash] != '/') {
            slash++;
        }
        pathStart = slash;
        pathEnd = slash + 1;
        if (wholeServer) {
            bytes[slash] = '*';
        }
        return null;
    }

    /** Gives back what a long path took. */
    void shrink() {
        if (pathAsItCame.length > MOST_KEPT) {
            pathAsItCame = NOTHING;
        }
        if (pathWithParameters.length > MOST_KEPT) {
            pathWithParameters = NOTHING;
        }
    }

    void clear(byte[] bytes) {
        fields.clear(bytes);
        methodStart = methodEnd = 0;
        targetStart = targetEnd = 0;
        hostStart = hostEnd = authorityEnd = 0;
        pathStart = pathEnd = 0;
        queryStart = queryEnd = 0;
        minorVersion = 1;
        contentLength = 0;
        plainLength = true;
        chunked = false;
        keepAlive = true;
        expectContinue = false;
        upgrade = false;
        acceptsTrailers = false;
        encodedSlash = false;
        parameters = false;
        maxForwards = -1;
        passes = 0;
        pathChanged = false;
    }

    /** The method as text: for logs and rare paths, as it allocates. */
    public String method() {
        return text(methodStart, methodEnd);
    }

    /** The normalised path as text: for logs and rare paths, as it allocates. */
    public String path() {
        return text(pathStart, pathEnd);
    }

    private String text(int start, int end) {
        return new String(fields.bytes(), start, end - start, StandardCharsets.ISO_8859_1);
    }
}
