package io.xynergy.operator.model;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpecBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.xynergy.policy.Autoscaling;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The objects of one workload, without those about the network. */
final class WorkloadObjects {

    private final Plan plan;
    private final Workload workload;

    WorkloadObjects(Plan plan, Workload workload) {
        this.plan = plan;
        this.workload = workload;
    }

    /**
     * All of them.
     *
     * @param live the Deployment as it is now
     * @param annotations of the pods
     */
    List<HasMetadata> all(@Nullable Deployment live, Map<String, String> annotations) {
        List<HasMetadata> objects = new ArrayList<>();
        objects.add(serviceAccount());
        objects.add(service());
        objects.add(deployment(live, annotations));
        if (workload.scale() instanceof Scale.Auto auto) {
            objects.add(autoscaler(auto));
        }
        if (workload.scale().least() > 1) {
            objects.add(disruptionBudget());
        }
        return objects;
    }

    private ObjectMeta metadata() {
        return plan.metadata(workload.name(), workload.selector()).build();
    }

    private ServiceAccount serviceAccount() {
        return new ServiceAccountBuilder()
                .withMetadata(metadata())
                .withAutomountServiceAccountToken(false)
                .build();
    }

    private Service service() {
        return new ServiceBuilder()
                .withMetadata(metadata())
                .withNewSpec()
                .withType("ClusterIP")
                .withSelector(workload.selector())
                .withPorts(workload.ports())
                .endSpec()
                .build();
    }

    private Deployment deployment(@Nullable Deployment live, Map<String, String> annotations) {
        return new DeploymentBuilder()
                .withMetadata(metadata())
                .withNewSpec()
                .withReplicas(workload.scale().replicas(live))
                .withRevisionHistoryLimit(3)
                .withNewSelector()
                .withMatchLabels(workload.selector())
                .endSelector()
                .withNewStrategy()
                .withType("RollingUpdate")
                .withNewRollingUpdate()
                .withMaxUnavailable(new IntOrString(0))
                .withMaxSurge(new IntOrString(1))
                .endRollingUpdate()
                .endStrategy()
                .withTemplate(Pods.template(plan, workload, annotations))
                .endSpec()
                .build();
    }

    private HorizontalPodAutoscaler autoscaler(Scale.Auto auto) {
        return new HorizontalPodAutoscalerBuilder()
                .withMetadata(metadata())
                .withNewSpec()
                .withNewScaleTargetRef("apps/v1", "Deployment", workload.name())
                .withMinReplicas(auto.bounds().min())
                .withMaxReplicas(auto.bounds().max())
                .withMetrics(metrics(auto))
                .endSpec()
                .build();
    }

    private static List<MetricSpec> metrics(Scale.Auto auto) {
        List<MetricSpec> metrics = new ArrayList<>();
        Autoscaling bounds = auto.bounds();
        if (bounds.targetCPU() != null) {
            metrics.add(
                    new MetricSpecBuilder()
                            .withType("Resource")
                            .withNewResource()
                            .withName("cpu")
                            .withNewTarget()
                            .withType("Utilization")
                            .withAverageUtilization(bounds.targetCPU())
                            .endTarget()
                            .endResource()
                            .build());
        }
        if (bounds.targetConcurrency() != null) {
            metrics.add(
                    new MetricSpecBuilder()
                            .withType("Pods")
                            .withNewPods()
                            .withNewMetric()
                            .withName(auto.inFlight())
                            .endMetric()
                            .withNewTarget()
                            .withType("AverageValue")
                            .withAverageValue(new Quantity(bounds.targetConcurrency().toString()))
                            .endTarget()
                            .endPods()
                            .build());
        }
        return metrics;
    }

    private PodDisruptionBudget disruptionBudget() {
        return new PodDisruptionBudgetBuilder()
                .withMetadata(metadata())
                .withNewSpec()
                .withMaxUnavailable(new IntOrString(1))
                .withUnhealthyPodEvictionPolicy("AlwaysAllow")
                .withNewSelector()
                .withMatchLabels(workload.selector())
                .endSelector()
                .endSpec()
                .build();
    }
}
