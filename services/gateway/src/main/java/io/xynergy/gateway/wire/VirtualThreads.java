package io.xynergy.gateway.wire;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The one place that knows how JDK 25 lets virtual threads run on a scheduler of our own.
 *
 * <p>There is no public API for it yet: the constructor that takes an {@code Executor} is the one
 * that the JDK's own tests use, and it needs {@code --add-opens java.base/java.lang=ALL-UNNAMED}
 * (or the same in the jar's manifest). Where it is missing, {@link #unavailable} says why and the
 * default scheduler is used.
 */
final class VirtualThreads {

    private static final @Nullable MethodHandle BUILDER;
    private static final @Nullable MethodHandle CARRIER;
    private static final @Nullable String UNAVAILABLE;

    static {
        MethodHandle builder = null;
        MethodHandle carrier = null;
        String reason = null;
        try {
            Class<?> type = Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder");
            var constructor = type.getDeclaredConstructor(Executor.class);
            constructor.setAccessible(true);
            var current = Thread.class.getDeclaredMethod("currentCarrierThread");
            current.setAccessible(true);
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            builder =
                    lookup.unreflectConstructor(constructor)
                            .asType(
                                    MethodType.methodType(
                                            Thread.Builder.OfVirtual.class, Executor.class));
            carrier = lookup.unreflect(current);
        } catch (ReflectiveOperationException | RuntimeException e) {
            builder = null;
            carrier = null;
            reason = e.toString();
        }
        BUILDER = builder;
        CARRIER = carrier;
        UNAVAILABLE = reason;
    }

    private VirtualThreads() {}

    /** Why virtual threads cannot run on an own scheduler in this JVM; null when they can. */
    static @Nullable String unavailable() {
        return UNAVAILABLE;
    }

    /** A builder of virtual threads whose continuations {@code scheduler} runs. */
    static Thread.Builder.OfVirtual on(Executor scheduler) {
        MethodHandle builder = BUILDER;
        if (builder == null) {
            throw new IllegalStateException("no scheduler of our own: " + UNAVAILABLE);
        }
        try {
            return (Thread.Builder.OfVirtual) builder.invokeExact(scheduler);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("no scheduler of our own", e);
        }
    }

    /** The platform thread that runs the caller, be the caller virtual or not. */
    static Thread currentCarrier() {
        MethodHandle carrier = CARRIER;
        if (carrier == null) {
            return Thread.currentThread();
        }
        try {
            return (Thread) carrier.invokeExact();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("no carrier thread", e);
        }
    }
}
