{{/* Which topics each worker reads; a test holds this to `giro topics`. */}}
{{- define "giro.topics" -}}
wallet: [payment.requested, bill.paid, bill.failed, account.requested, release.requested]
billing: [wallet.debited, biller.updated, bill.presented, payment.cancel_requested, decision.requested]
payment: [payment.requested, payment.rejected, wallet.debited, bill.paid, bill.failed, wallet.credited]
notification: [notification.send, contact.updated]
webhook: [payment.rejected, wallet.debited, wallet.credited, webhook.updated, webhook.requested]
{{- end }}

{{- define "giro.name" -}}
{{- if contains "giro" .Release.Name }}{{ .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else }}{{ printf "%s-giro" (.Release.Name | trunc 35 | trimSuffix "-") }}{{ end }}
{{- end }}

{{- define "giro.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{/* What selects the pods of one component: (dict "root" $ "component" "wallet") */}}
{{- define "giro.selector" -}}
app.kubernetes.io/name: giro
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "giro.labels" -}}
{{ include "giro.selector" . }}
app.kubernetes.io/version: {{ .root.Values.image.tag | default .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end }}

{{/* A setting's name as a variable: lane.batch.items is LANE_BATCH_ITEMS. */}}
{{- define "giro.variable" -}}
{{ . | upper | replace "." "_" }}
{{- end }}

{{/* How the brokers are spoken to, as `component`'s own user. */}}
{{- define "giro.kafkaEnvironment" -}}
{{- $kafka := .root.Values.kafka -}}
{{- $servers := required "kafka.bootstrapServers is needed" $kafka.bootstrapServers -}}
- {name: KAFKA_BOOTSTRAP_SERVERS, value: {{ $servers | quote }}}
- {name: KAFKA_SECURITY_PROTOCOL, value: {{ $kafka.protocol }}}
{{- if and $kafka.caSecret (hasSuffix "SSL" $kafka.protocol) }}
- {name: KAFKA_SSL_CA_LOCATION, value: /run/secrets/giro/kafka-ca.crt}
{{- end }}
{{- if hasPrefix "SASL_" $kafka.protocol }}
- {name: KAFKA_SASL_MECHANISM, value: {{ $kafka.mechanism }}}
- {name: KAFKA_SASL_USERNAME, value: {{ printf "%s%s" $kafka.usernamePrefix .component | quote }}}
- {name: KAFKA_SASL_PASSWORD_FILE, value: /run/secrets/giro/kafka-password}
{{- end }}
- {name: TOPICS_PARTITIONS, value: {{ .root.Values.topics.partitions | quote }}}
{{- end }}

{{/* Where the database is; who comes is told by the role's name and its password. */}}
{{- define "giro.databaseEnvironment" -}}
{{- $database := .root.Values.database -}}
{{- $authority := "" -}}
{{- if $database.caSecret }}{{ $authority = " sslrootcert=/run/secrets/giro/database-ca.crt" }}
{{- else if hasPrefix "verify" $database.sslmode }}{{ $authority = " sslrootcert=/etc/ssl/certs/ca-certificates.crt" }}{{ end -}}
{{- $host := required "database.host is needed" $database.host -}}
{{- $server := printf "host=%s port=%v dbname=%s" $host $database.port $database.name -}}
- name: DATABASE_CONNINFO
  value: {{ printf "%s sslmode=%s%s" $server $database.sslmode $authority | quote }}
{{- range .roles }}
- {name: {{ upper . }}_DATABASE_PASSWORD_FILE, value: /run/secrets/giro/{{ . }}-database-password}
{{- end }}
{{- end }}

{{- define "giro.settings" -}}
{{- range $name, $value := . }}
- {name: {{ include "giro.variable" $name }}, value: {{ $value | quote }}}
{{- end }}
{{- end }}

{{/* Secrets become files that only this pod's user reads: (dict "root" $ "roles" (list ..) "keys" (list ..)). A key is
     taken from the secret of the same component. */}}
{{- define "giro.secretFiles" -}}
{{- $values := .root.Values -}}
- name: secrets
  projected:
    defaultMode: 0440
    sources:
    {{- range .roles }}
      - secret:
          name: {{ get $values.secrets . }}
          items: [{key: database-password, path: {{ . }}-database-password}]
    {{- end }}
    {{- range .keys }}
      - secret:
          name: {{ get $values.secrets $.owner }}
          items: [{key: {{ . }}, path: {{ . }}}]
    {{- end }}
    {{- if and .kafka (hasPrefix "SASL_" $values.kafka.protocol) }}
      - secret:
          name: {{ get $values.secrets .owner }}
          items: [{key: kafka-password, path: kafka-password}]
    {{- end }}
    {{- if and .kafka $values.kafka.caSecret }}
      - secret:
          name: {{ $values.kafka.caSecret }}
          items: [{key: ca.crt, path: kafka-ca.crt}]
    {{- end }}
    {{- if and .database $values.database.caSecret }}
      - secret:
          name: {{ $values.database.caSecret }}
          items: [{key: ca.crt, path: database-ca.crt}]
    {{- end }}
{{- end }}

{{/* Whether secretFiles would have any source. */}}
{{- define "giro.hasSecretFiles" -}}
{{- $kafka := .root.Values.kafka -}}
{{- $ofKafka := and .kafka (or (hasPrefix "SASL_" $kafka.protocol) $kafka.caSecret) -}}
{{- if or .roles .keys $ofKafka (and .database .root.Values.database.caSecret) }}yes{{ end }}
{{- end }}

{{/* What every pod has: no rights in the cluster, no root, nothing to write to. */}}
{{- define "giro.podDefaults" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 65532
  runAsGroup: 65532
  fsGroup: 65532
  seccompProfile: {type: RuntimeDefault}
{{- with .Values.imagePullSecrets }}
imagePullSecrets: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{ toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "giro.containerDefaults" -}}
image: {{ include "giro.image" . }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
{{- end }}

{{/* A pod that is no worker: migrate, topics, audit, operator. (dict "root" $ "component" .. "owner" whose secret and user
     "args" .. "roles" whose passwords "keys" .. "kafka" bool "database" bool "environment" dict), and for one that stays
     "command". */}}
{{- define "giro.otherPod" -}}
metadata:
  labels: {{ include "giro.labels" . | nindent 4 }}
spec:
  {{- include "giro.podDefaults" .root | nindent 2 }}
  restartPolicy: {{ ternary "Always" "Never" (hasKey . "command") }}
  containers:
    - name: giro
      {{- include "giro.containerDefaults" .root | nindent 6 }}
      {{- with .command }}
      command: {{ toJson . }}
      {{- end }}
      {{- with .args }}
      args: {{ toJson . }}
      {{- end }}
      env:
        {{- if .database }}{{ include "giro.databaseEnvironment" . | nindent 8 }}{{ end }}
        {{- if .kafka }}{{ include "giro.kafkaEnvironment" (dict "root" .root "component" .owner) | nindent 8 }}{{ end }}
        {{- range $name, $value := .environment }}
        - {name: {{ $name }}, value: {{ $value | quote }}}
        {{- end }}
        {{- include "giro.settings" .root.Values.settings | nindent 8 }}
      resources:
        requests: {cpu: 100m, memory: 128Mi}
        limits: {memory: 512Mi}
      {{- if include "giro.hasSecretFiles" . }}
      volumeMounts:
        - {name: secrets, mountPath: /run/secrets/giro, readOnly: true}
      {{- end }}
  {{- if include "giro.hasSecretFiles" . }}
  volumes: {{ include "giro.secretFiles" . | nindent 4 }}
  {{- end }}
{{- end }}

{{/* How mail leaves: for the notification worker, and for the gateway, which mails codes for logging in. */}}
{{- define "giro.mailEnvironment" -}}
{{- with .Values.notification }}
- {name: NOTIFICATION_TRANSPORT, value: smtp}
- {name: NOTIFICATION_FROM_ADDRESS, value: {{ .fromAddress | quote }}}
- {name: NOTIFICATION_FROM_NAME, value: {{ .fromName | quote }}}
- {name: NOTIFICATION_SMTP_HOST, value: {{ required "notification.smtp.host is needed" .smtp.host | quote }}}
- {name: NOTIFICATION_SMTP_PORT, value: {{ .smtp.port | quote }}}
- {name: NOTIFICATION_SMTP_TLS, value: {{ .smtp.tls | quote }}}
{{- if .smtp.user }}
- {name: NOTIFICATION_SMTP_USER, value: {{ .smtp.user | quote }}}
- {name: NOTIFICATION_SMTP_PASSWORD_FILE, value: /run/secrets/giro/smtp-password}
{{- end }}
{{- end }}
{{- end }}
