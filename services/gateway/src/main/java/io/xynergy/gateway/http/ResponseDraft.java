package io.xynergy.gateway.http;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A response on its way to a client, wherever it comes from: an upstream, or the gateway itself.
 *
 * <p>It begins with a head that is passed on, or with a status alone; then fields are left out and
 * lines are added; at last the client's stream writes it. Reused from response to response.
 */
public final class ResponseDraft implements FieldFilter {

    /** The length of a body whose end shows when it comes. */
    public static final long UNKNOWN = -1;

    private static final int FIRST = 8;

    private static final long DROPPED = FieldName.HOP_BY_HOP | FieldName.mask(FieldName.REQUEST_ID);

    private @Nullable ResponseHead head;
    private int status;
    private long length;
    private byte[][] own = new byte[FIRST][];
    private int ownCount;
    private byte[][] added = new byte[FIRST][];
    private int addedCount;
    private FieldFilter[] filters = new FieldFilter[FIRST];
    private int filterCount;

    ResponseDraft() {}

    /** Begins with the head of another's response, which stays as it is until this is written. */
    public ResponseDraft begin(ResponseHead passedOn) {
        clear();
        head = passedOn;
        status = passedOn.status();
        length = passedOn.contentLength();
        return this;
    }

    /**
     * Begins with a status of the gateway's own.
     *
     * @param bodyLength in bytes
     */
    public ResponseDraft begin(int ownStatus, long bodyLength) {
        clear();
        status = ownStatus;
        length = bodyLength;
        return this;
    }

    /** Forgets everything, and what it refers to. */
    void clear() {
        head = null;
        Arrays.fill(own, 0, ownCount, null);
        Arrays.fill(added, 0, addedCount, null);
        Arrays.fill(filters, 0, filterCount, null);
        ownCount = 0;
        addedCount = 0;
        filterCount = 0;
    }

    /**
     * Says something of the gateway's own response, which is left out like an upstream's field.
     *
     * @param line one field with its CR LF; shared, and not changed
     */
    public ResponseDraft own(byte[] line) {
        if (ownCount == own.length) {
            own = Arrays.copyOf(own, 2 * ownCount);
        }
        own[ownCount++] = line;
        return this;
    }

    /** Leaves out fields of the head, and of the trailers. */
    public ResponseDraft drop(FieldFilter filter) {
        if (filterCount == filters.length) {
            filters = Arrays.copyOf(filters, 2 * filterCount);
        }
        filters[filterCount++] = filter;
        return this;
    }

    /**
     * Adds lines that nothing leaves out any more; interim responses do without them.
     *
     * @param lines none or several fields, each with its CR LF; shared, and not changed
     */
    public ResponseDraft add(byte[] lines) {
        if (addedCount == added.length) {
            added = Arrays.copyOf(added, 2 * addedCount);
        }
        added[addedCount++] = lines;
        return this;
    }

    public int status() {
        return status;
    }

    /** The length of the body in bytes, or {@link #UNKNOWN}. */
    public long length() {
        return length;
    }

    /** Whether others follow this one: it informs, and neither ends nor changes anything. */
    public boolean isInterim() {
        return status < 200 && status != 101;
    }

    /** Whether there is no body, whatever the fields say (RFC 9112, 6.3). */
    public boolean isBodiless() {
        return status < 200 || status == 204 || status == 304;
    }

    /** Whether it says already when it was made. */
    public boolean hasDate() {
        ResponseHead passedOn = head;
        return passedOn != null && passedOn.hasDate();
    }

    @Nullable ResponseHead head() {
        return head;
    }

    @Override
    public boolean dropsNothing() {
        return filterCount == 0;
    }

    @Override
    public boolean drops(byte[] bytes, int start, int end) {
        for (int i = 0; i < filterCount; i++) {
            if (filters[i].drops(bytes, start, end)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Writes the fields that pass.
     *
     * @param withLength whether the length is said as it came
     */
    void writeFields(Output out, boolean withLength) {
        ResponseHead passedOn = head;
        if (passedOn != null) {
            long dropped =
                    withLength ? DROPPED : DROPPED | FieldName.mask(FieldName.CONTENT_LENGTH);
            FieldCopy.copy(out, passedOn.fields(), this, dropped);
        }
        for (int i = 0; i < ownCount; i++) {
            byte[] line = own[i];
            if (!drops(line, 0, Ascii.indexOf(line, ':'))) {
                out.put(line);
            }
        }
    }

    /** Writes what was added. */
    void writeAdded(Output out) {
        if (!isInterim()) {
            for (int i = 0; i < addedCount; i++) {
                out.put(added[i]);
            }
        }
    }
}
