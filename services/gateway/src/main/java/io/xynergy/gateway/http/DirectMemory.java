package io.xynergy.gateway.http;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Gives the memory of direct buffers back at once.
 *
 * <p>The JVM does so only when a collection finds that nobody refers to the buffer, and old objects
 * are looked at seldom: what an attack made would stay for minutes. The one call for it is that of
 * {@code sun.misc.Unsafe}, which is found by name because the compiler warns of the class; where it
 * is not, the collector does it in the end.
 */
final class DirectMemory {

    private static final @Nullable MethodHandle CLEANER = cleaner();

    private DirectMemory() {}

    private static @Nullable MethodHandle cleaner() {
        try {
            Class<?> type = Class.forName("sun.misc.Unsafe");
            var field = type.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            return MethodHandles.lookup()
                    .findVirtual(
                            type,
                            "invokeCleaner",
                            MethodType.methodType(void.class, ByteBuffer.class))
                    .bindTo(field.get(null));
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null;
        }
    }

    /** Frees a buffer that was made by {@link ByteBuffer#allocateDirect} and is used no more. */
    static void free(ByteBuffer buffer) {
        MethodHandle handle = CLEANER;
        if (handle == null) {
            return;
        }
        try {
            handle.invoke(buffer);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a buffer was not freed", e);
        }
    }
}
