package dev.shaker.adapter;

import dev.shaker.tensor.TensorShape;

/**
 * One named tensor of an adapter, a key of theta.items() in Alg. 3.
 *
 * @param name normalised: without library prefix, architecture prefix and adapter name, so that the same layer of two adapters
 *        has the same name. Bottlenecks: {@code encoder.layer.{i}.output.adapter.{down|up}.{weight|bias}} and
 *        {@code encoder.layer.{i}.attention.output.adapter.…}; LoRA: {@code encoder.layer.{i}.attention.self.{query|value}.lora_{A|B}}
 * @param shape as stored: down [d,H], up [H,d], lora_A [r,in], lora_B [out,r]
 * @param storedName the name in the file
 */
public record AdapterLayer(String name, TensorShape shape, String storedName) {}
