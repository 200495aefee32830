package io.xynergy.image;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Writes a tar stream in the ustar format of POSIX, in which nothing depends on the machine: all
 * belongs to root, and all is of one time.
 */
final class TarStream implements AutoCloseable {

    private static final int BLOCK = 512;
    private static final int NAME = 100;
    private static final int PREFIX = 155;

    private static final char FILE = '0';
    private static final char LINK = '2';
    private static final char FOLDER = '5';

    private final OutputStream out;
    private final long seconds;

    TarStream(OutputStream out, Instant time) {
        this.out = out;
        this.seconds = time.getEpochSecond();
    }

    /** A folder; {@code name} has no slash at its end. */
    void folder(String name, int mode) throws IOException {
        header(name + "/", mode, 0, FOLDER, "");
    }

    /** A symbolic link. */
    void link(String name, String target) throws IOException {
        header(name, 0777, 0, LINK, target);
    }

    /** A file with the content of another one. */
    void file(String name, int mode, Path content) throws IOException {
        long size = Files.size(content);
        header(name, mode, size, FILE, "");
        try (InputStream in = Files.newInputStream(content)) {
            if (in.transferTo(out) != size) {
                throw new IOException(content + " changed while it was read");
            }
        }
        pad(size);
    }

    /** A file with this content. */
    void file(String name, byte[] content) throws IOException {
        header(name, 0644, content.length, FILE, "");
        out.write(content);
        pad(content.length);
    }

    private void pad(long size) throws IOException {
        int rest = (int) (size % BLOCK);
        if (rest != 0) {
            out.write(new byte[BLOCK - rest]);
        }
    }

    private void header(String name, int mode, long size, char type, String target)
            throws IOException {
        var block = new byte[BLOCK];
        int cut = split(name);
        text(block, 0, NAME, name.substring(cut == 0 ? 0 : cut + 1));
        octal(block, 100, 8, mode);
        octal(block, 108, 8, 0);
        octal(block, 116, 8, 0);
        octal(block, 124, 12, size);
        octal(block, 136, 12, seconds);
        block[156] = (byte) type;
        text(block, 157, NAME, target);
        text(block, 257, 8, "ustar\00000");
        text(block, 345, PREFIX, name.substring(0, cut));
        java.util.Arrays.fill(block, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte value : block) {
            sum += value & 0xff;
        }
        octal(block, 148, 7, sum);
        out.write(block);
    }

    /** Where a name that is too long for its field is cut in two; 0: it is not. */
    private static int split(String name) throws IOException {
        if (name.getBytes(UTF_8).length <= NAME) {
            return 0;
        }
        for (int i = name.indexOf('/'); i > 0; i = name.indexOf('/', i + 1)) {
            boolean fits =
                    name.substring(0, i).getBytes(UTF_8).length <= PREFIX
                            && name.substring(i + 1).getBytes(UTF_8).length <= NAME
                            && i + 1 < name.length();
            if (fits) {
                return i;
            }
        }
        throw new IOException("the path is too long for an image: " + name);
    }

    private static void text(byte[] block, int at, int length, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        if (bytes.length > length) {
            throw new IOException("the path is too long for an image: " + text);
        }
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }

    /** A number with leading zeros, ended by a null byte. */
    private static void octal(byte[] block, int at, int length, long value) {
        String digits = Long.toOctalString(value);
        String padded = "0".repeat(length - 1 - digits.length()) + digits;
        System.arraycopy(padded.getBytes(US_ASCII), 0, block, at, length - 1);
    }

    /** Ends the stream with two blocks of zeros, and closes what it was written to. */
    @Override
    public void close() throws IOException {
        out.write(new byte[2 * BLOCK]);
        out.close();
    }
}
