package dev.shaker.adapter;

/**
 * The text of an adapter's configuration files, so that a writer can keep every field that it need not change.
 *
 * @param config {@code adapter_config.json}
 * @param headConfig {@code head_config.json}, empty where there is none (PEFT never has one)
 */
public record AdapterSource(String config, String headConfig) {}
