package io.xynergy.gateway.http;

import org.jspecify.annotations.Nullable;

/**
 * The grammar of one chunk's extensions (RFC 9112, 7.1.1), byte by byte.
 *
 * <p>{@code *( BWS ";" BWS name [ BWS "=" BWS ( token / quoted-string ) ] )}: what is not that
 * might be read by another program as the end of the line, or as none.
 */
final class ChunkExtensions {

    private enum Place {
        BEFORE_NAME,
        NAME,
        AFTER_NAME,
        BEFORE_VALUE,
        TOKEN,
        QUOTED,
        ESCAPED,
        QUOTE_END,
        AFTER_VALUE
    }

    private Place place = Place.BEFORE_NAME;

    /** The semicolon before a name was read. */
    void begin() {
        place = Place.BEFORE_NAME;
    }

    /** Whether the line may end here. */
    boolean mayEnd() {
        return place == Place.NAME || place == Place.TOKEN || place == Place.QUOTE_END;
    }

    /** Takes the next byte, which is not the end of the line; false when it cannot stand here. */
    boolean take(byte b) {
        Place next =
                switch (place) {
                    case BEFORE_NAME -> isSpace(b) ? place : token(b, Place.NAME);
                    case NAME, AFTER_NAME -> behindName(b);
                    case BEFORE_VALUE -> isSpace(b) ? place : value(b);
                    case TOKEN -> FieldParser.isToken(b) ? place : behindValue(b);
                    case QUOTED -> quoted(b);
                    case ESCAPED -> FieldParser.isValue(b) ? Place.QUOTED : null;
                    case QUOTE_END, AFTER_VALUE -> behindValue(b);
                };
        if (next == null) {
            return false;
        }
        place = next;
        return true;
    }

    private static @Nullable Place token(byte b, Place inside) {
        return FieldParser.isToken(b) ? inside : null;
    }

    private @Nullable Place behindName(byte b) {
        if (place == Place.NAME && FieldParser.isToken(b)) {
            return place;
        }
        return switch (b) {
            case ' ', '\t' -> Place.AFTER_NAME;
            case '=' -> Place.BEFORE_VALUE;
            case ';' -> Place.BEFORE_NAME;
            default -> null;
        };
    }

    private static @Nullable Place value(byte b) {
        return b == '"' ? Place.QUOTED : token(b, Place.TOKEN);
    }

    private static @Nullable Place quoted(byte b) {
        return switch (b) {
            case '"' -> Place.QUOTE_END;
            case '\\' -> Place.ESCAPED;
            default -> FieldParser.isValue(b) ? Place.QUOTED : null;
        };
    }

    private static @Nullable Place behindValue(byte b) {
        return switch (b) {
            case ' ', '\t' -> Place.AFTER_VALUE;
            case ';' -> Place.BEFORE_NAME;
            default -> null;
        };
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t';
    }
}
