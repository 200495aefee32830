package io.xynergy.gateway.exchange;

import io.xynergy.gateway.http.FieldName;
import io.xynergy.gateway.http.Fields;
import io.xynergy.gateway.http.RequestHead;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The name of a request in the response, the log and upstream: made here, unless a trusted proxy
 * made one before.
 */
final class RequestId {

    private static final int MAX_LENGTH = 128;
    private static final byte[] DIGITS = {
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };

    private RequestId() {}

    static byte[] of(RequestHead head, boolean trusted, RandomGenerator random) {
        if (trusted) {
            Fields fields = head.fields();
            int field = fields.find(FieldName.REQUEST_ID);
            if (field >= 0 && isPlain(fields, field)) {
                return Arrays.copyOfRange(
                        fields.bytes(), fields.valueStart(field), fields.valueEnd(field));
            }
        }
        byte[] id = new byte[32];
        hex(random.nextLong(), id, 0);
        hex(random.nextLong(), id, 16);
        return id;
    }

    private static void hex(long number, byte[] into, int at) {
        for (int i = 0; i < 16; i++) {
            into[at + i] = DIGITS[(int) (number >>> (60 - 4 * i)) & 15];
        }
    }

    /** Letters, digits and a few marks: safe in a header, a log and a file name. */
    private static boolean isPlain(Fields fields, int field) {
        int start = fields.valueStart(field);
        int end = fields.valueEnd(field);
        if (start == end || end - start > MAX_LENGTH) {
            return false;
        }
        for (int i = start; i < end; i++) {
            if (!isPlain(fields.bytes()[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPlain(byte b) {
        boolean letter = b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z';
        return letter || b >= '0' && b <= '9' || b == '-' || b == '_' || b == '.';
    }
}
