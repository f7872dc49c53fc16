{{- define "shaker.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "shaker.selector" -}}
app.kubernetes.io/name: {{ default .root.Chart.Name .root.Values.nameOverride | quote }}
app.kubernetes.io/instance: {{ .root.Release.Name | quote }}
app.kubernetes.io/component: {{ .role | quote }}
{{- end -}}

{{- define "shaker.labels" -}}
{{ include "shaker.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service | quote }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | quote }}
{{- end -}}

{{- define "shaker.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "shaker.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "shaker.image" -}}
{{- $image := mergeOverwrite (deepCopy .root.Values.image) (.image | default dict) -}}
{{- printf "%s:%s" $image.repository (default .root.Chart.AppVersion $image.tag) -}}
{{- end -}}

{{/* The settings of a role: its own, over those of all roles. */}}
{{- define "shaker.role" -}}
{{- toYaml (mergeOverwrite (deepCopy .root.Values.roleDefaults) (deepCopy .own)) -}}
{{- end -}}

{{/* The environment variable of a setting, as MicroProfile Config maps it. */}}
{{- define "shaker.variable" -}}
{{- regexReplaceAll "[^A-Za-z0-9]" . "_" | upper -}}
{{- end -}}

{{- define "shaker.env" -}}
- name: SHAKER_ROLE
  value: {{ .role | quote }}
# Beside the image's own options, whatever JAVA_TOOL_OPTIONS becomes: a process without memory is of no use.
- name: JDK_JAVA_OPTIONS
  value: "-XX:+ExitOnOutOfMemoryError"
- name: KAFKA_BOOTSTRAP_SERVERS
  value: {{ required "kafka.bootstrapServers names the Kafka cluster" .root.Values.kafka.bootstrapServers | quote }}
{{- range $name, $value := .root.Values.kafka.properties }}
- name: KAFKA_{{ include "shaker.variable" $name }}
  value: {{ $value | quote }}
{{- end }}
- name: QUARKUS_DATASOURCE_JDBC_URL
  value: {{ required "database.jdbcUrl names the PostgreSQL database" .root.Values.database.jdbcUrl | quote }}
- name: QUARKUS_DATASOURCE_USERNAME
  valueFrom:
    secretKeyRef:
      name: {{ required "database.existingSecret names the Secret with user and password" .root.Values.database.existingSecret | quote }}
      key: {{ .root.Values.database.usernameKey | quote }}
- name: QUARKUS_DATASOURCE_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ .root.Values.database.existingSecret | quote }}
      key: {{ .root.Values.database.passwordKey | quote }}
- name: SHAKER_STORE_ENDPOINT
  value: {{ required "store.endpoint names the S3 store" .root.Values.store.endpoint | quote }}
- name: SHAKER_STORE_BUCKET
  value: {{ .root.Values.store.bucket | quote }}
- name: SHAKER_STORE_REGION
  value: {{ .root.Values.store.region | quote }}
- name: SHAKER_STORE_PATH_STYLE
  value: {{ .root.Values.store.pathStyle | quote }}
{{- with .root.Values.store.existingSecret }}
- name: SHAKER_STORE_ACCESS_KEY
  valueFrom:
    secretKeyRef:
      name: {{ . | quote }}
      key: {{ $.root.Values.store.accessKeyKey | quote }}
- name: SHAKER_STORE_SECRET_KEY
  valueFrom:
    secretKeyRef:
      name: {{ . | quote }}
      key: {{ $.root.Values.store.secretKeyKey | quote }}
{{- end }}
{{- with .root.Values.evaluationServer }}
{{- if .url }}
- name: SHAKER_EVALUATION_SERVER_URL
  value: {{ .url | quote }}
- name: SHAKER_EVALUATION_SERVER_ENGINE
  value: {{ required "evaluationServer.engine names the server and its version" .engine | quote }}
- name: SHAKER_EVALUATION_SERVER_MODELS
  value: {{ required "evaluationServer.models names the base models that it runs" .models | quote }}
- name: SHAKER_EVALUATION_SERVER_DIRECTORY
  value: {{ .directory | quote }}
{{- with .existingSecret }}
- name: SHAKER_EVALUATION_SERVER_KEY
  valueFrom:
    secretKeyRef:
      name: {{ . | quote }}
      key: {{ $.root.Values.evaluationServer.keyKey | quote }}
{{- end }}
{{- end }}
{{- end }}
- name: QUARKUS_FLYWAY_MIGRATE_AT_START
  value: {{ .migrates | quote }}
{{- range $name, $value := mergeOverwrite (deepCopy .root.Values.settings) (.settings | default dict) }}
- name: {{ include "shaker.variable" $name }}
  value: {{ $value | quote }}
{{- end }}
{{- end -}}

{{- define "shaker.envFrom" -}}
{{- with .Values.kafka.existingSecret }}
envFrom:
  - secretRef:
      name: {{ . | quote }}
{{- end }}
{{- end -}}
