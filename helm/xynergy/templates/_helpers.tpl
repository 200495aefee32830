{{- define "xynergy.name" -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{- define "xynergy.selector" -}}
app.kubernetes.io/name: {{ .component }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end -}}

{{/*
Labels of a pod, without versions: another chart must not replace pods whose image it does not change, least of all a
database. The name xynergy-operator is what the operator's NetworkPolicies for gateways let in.
*/}}
{{- define "xynergy.podLabels" -}}
{{ include "xynergy.selector" . }}
app.kubernetes.io/part-of: xynergy
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
{{- end -}}

{{/* Labels of an object. */}}
{{- define "xynergy.labels" -}}
{{ include "xynergy.podLabels" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end -}}

{{/* The image called .image: registry/name:tag, or registry/name@digest. */}}
{{- define "xynergy.image" -}}
{{- $images := .root.Values.images -}}
{{- $image := index $images .image -}}
{{- if $image.digest -}}
{{ $images.registry }}/{{ $image.name }}@{{ $image.digest }}
{{- else -}}
{{ $images.registry }}/{{ $image.name }}:{{ $image.tag | default $images.tag | default .root.Chart.AppVersion }}
{{- end -}}
{{- end -}}

{{- define "xynergy.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{ .Values.serviceAccount.name | default (printf "%s-operator" (include "xynergy.name" .)) }}
{{- else -}}
{{ .Values.serviceAccount.name | default "default" }}
{{- end -}}
{{- end -}}

{{/* What the restricted security standard asks of a pod and of a container. */}}
{{- define "xynergy.podSecurity" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
seccompProfile: {type: RuntimeDefault}
{{- end -}}

{{- define "xynergy.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end -}}

{{- define "xynergy.pullSecrets" -}}
{{- with .Values.images.pullSecrets }}
imagePullSecrets:
{{- range . }}
  - name: {{ . }}
{{- end }}
{{- end }}
{{- end -}}

{{/* What cannot be said by the schema. */}}
{{- define "xynergy.check" -}}
{{- $platform := .Values.platform -}}
{{- if $platform.enabled -}}
{{- if and $platform.developmentIssuer.enabled (eq $platform.environment "production") -}}
{{- fail "platform.developmentIssuer gives tokens for any user of any tenant: it is refused with platform.environment: production" -}}
{{- end -}}
{{- if not (or $platform.issuers $platform.developmentIssuer.enabled) -}}
{{- fail "platform.issuers: nobody could log in; name at least one issuer, or for trying out set platform.environment=development and platform.developmentIssuer.enabled=true" -}}
{{- end -}}
{{- if and (eq $platform.postgres.mode "external") (not $platform.postgres.external.existingSecret) -}}
{{- fail "platform.postgres.external.existingSecret: the Secret that says where PostgreSQL is; for trying out set platform.postgres.mode=bundled" -}}
{{- end -}}
{{- if and (eq $platform.redis.mode "external") (not $platform.redis.external.existingSecret) -}}
{{- fail "platform.redis.external.existingSecret: the Secret that says where Redis is" -}}
{{- end -}}
{{- if not (.Capabilities.APIVersions.Has "gateway.xynergy.io/v1alpha1/GatewayPolicy") -}}
{{- fail "platform.enabled: the cluster does not know GatewayPolicy yet; install the chart without it, then upgrade with it" -}}
{{- end -}}
{{- end -}}
{{- end -}}
