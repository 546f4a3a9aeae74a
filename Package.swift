// swift-tools-version: 6.1
import PackageDescription

let package = Package(
    name: "fiducial",
    targets: [
        .systemLibrary(
            name: "CBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-pthread-dev"])]),
        .target(name: "CFlowKernels", cSettings: [.unsafeFlags(["-O2"], .when(configuration: .debug))]),
        .target(name: "FlowKernels", dependencies: ["CBLAS", "CFlowKernels"], exclude: ["README.md"]),
        .target(name: "Safetensors", exclude: ["README.md"]),
        .target(name: "RandomStreams", exclude: ["README.md"]),
        .target(name: "SyntheticBenchmark", dependencies: ["RandomStreams"], exclude: ["README.md"]),
        .target(name: "Flows", dependencies: ["FlowKernels", "RandomStreams", "Safetensors"]),
        .target(name: "Training", dependencies: ["Flows"]),
        .target(name: "Inference", dependencies: ["Training"]),
        .target(name: "TestSupport", dependencies: ["Safetensors"], exclude: ["README.md"]),
        .target(name: "FlowReference", dependencies: ["Safetensors"], exclude: ["README.md"]),
        .testTarget(name: "FlowsTests", dependencies: ["Flows", "TestSupport"]),
        .testTarget(name: "InferenceTests", dependencies: ["Inference", "SyntheticBenchmark", "TestSupport"]),
    ])
