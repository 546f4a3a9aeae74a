// swift-tools-version: 6.1
import PackageDescription

let package = Package(
    name: "fiducial",
    targets: [
        .systemLibrary(
            name: "CBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-pthread-dev"])]),
        .target(name: "CFlowKernels", cSettings: [.unsafeFlags(["-O2"], .when(configuration: .debug))]),
        .target(name: "FlowKernels", dependencies: ["CBLAS", "CFlowKernels"]),
        .target(name: "Safetensors"),
        .target(name: "RandomStreams"),
        .target(name: "SyntheticBenchmark", dependencies: ["RandomStreams"]),
        .target(name: "Flows", dependencies: ["FlowKernels", "RandomStreams", "Safetensors"]),
        .target(name: "Training", dependencies: ["Flows"]),
        .target(name: "Inference", dependencies: ["Training"]),
    ])
