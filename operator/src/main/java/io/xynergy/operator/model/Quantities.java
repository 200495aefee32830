package io.xynergy.operator.model;

import io.fabric8.kubernetes.api.model.Quantity;
import io.xynergy.policy.ByteSize;
import io.xynergy.policy.Cpu;
import io.xynergy.policy.Resources;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Quantities as the API server would write them, so that what is stored equals what was sent. */
final class Quantities {

    private static final Cpu USUAL_CPU = new Cpu(250);
    private static final ByteSize USUAL_MEMORY = new ByteSize(512L << 20);

    private Quantities() {}

    /** CPU in cores, or in thousandths where that is no whole number. */
    static Quantity of(Cpu cpu) {
        return cpu.millis() % 1000 == 0
                ? new Quantity(Long.toString(cpu.millis() / 1000))
                : new Quantity(cpu.millis() + "m");
    }

    /** Bytes in the largest unit of 1024 that divides them. */
    static Quantity of(ByteSize size) {
        long number = size.bytes();
        int unit = 0;
        String[] units = {"", "Ki", "Mi", "Gi", "Ti", "Pi"};
        while (unit < units.length - 1 && number != 0 && number % 1024 == 0) {
            number /= 1024;
            unit++;
        }
        return new Quantity(number + units[unit]);
    }

    /** What a pod asks for; without a wish, what a small gateway needs. */
    static Map<String, Quantity> requests(@Nullable Resources wish) {
        var requests = new TreeMap<String, Quantity>();
        Cpu cpu = wish == null ? null : wish.cpu();
        requests.put("cpu", of(cpu == null ? USUAL_CPU : cpu));
        requests.put("memory", of(memory(wish)));
        return requests;
    }

    /** What a pod may use: as much CPU as was wished, or all there is; never more memory. */
    static Map<String, Quantity> limits(@Nullable Resources wish) {
        var limits = new TreeMap<String, Quantity>();
        if (wish != null && wish.cpu() != null) {
            limits.put("cpu", of(wish.cpu()));
        }
        limits.put("memory", of(memory(wish)));
        return limits;
    }

    /** The memory of a pod. */
    static ByteSize memory(@Nullable Resources wish) {
        ByteSize memory = wish == null ? null : wish.memory();
        return memory == null ? USUAL_MEMORY : memory;
    }
}
