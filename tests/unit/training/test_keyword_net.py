import numpy as np
import torch

from app.speech.keyword_features import BANDS
from app.speech.keyword_network import KeywordNetwork
from app.training.keyword_net import KeywordNet, NetShape
from app.training.keywords import keyword_loss


def trained_like(seed: int = 4) -> KeywordNet:
    """A network whose normalisations have seen data, ready to be used."""
    torch.manual_seed(seed)
    net = KeywordNet(10, NetShape(channels=12, hidden=16))
    for norm in (net.norm1, net.norm2):
        torch.nn.init.uniform_(norm.weight, 0.5, 1.5)
        torch.nn.init.uniform_(norm.bias, -0.5, 0.5)
    for _ in range(3):
        net(torch.randn(4, 60, BANDS) * 2 + 1)
    return net.eval()


def test_what_ships_computes_what_was_trained() -> None:
    net = trained_like()
    features = torch.randn(1, 200, BANDS) + 1
    wanted = net(features)[0].softmax(-1)[0].detach().numpy()
    whole = KeywordNetwork(net.shipped()).push(features[0].numpy())
    assert whole.shape == (100, 11)
    np.testing.assert_allclose(whole, wanted, atol=1e-5)
    network = KeywordNetwork(net.shipped())
    parts = [network.push(features[0, a : a + 2].numpy()) for a in range(0, 200, 2)]
    np.testing.assert_allclose(np.concatenate(parts), wanted, atol=1e-5)


def test_the_network_that_ships_is_small() -> None:
    tensors = KeywordNet(10).shipped()
    assert sum(tensor.size for tensor in tensors.values()) <= 200_000
    assert not any("phones" in name for name in tensors)


def test_no_step_looks_ahead() -> None:
    net = trained_like()
    features = torch.randn(1, 80, BANDS)
    changed = features.clone()
    changed[:, 40:] += 5
    first, second = net(features)[0], net(changed)[0]
    torch.testing.assert_close(first[:, :20], second[:, :20])
    assert (first[:, 20] - second[:, 20]).abs().max() > 1e-3


def test_a_stream_goes_on_with_the_memory_it_is_given() -> None:
    net = trained_like()
    features = torch.randn(2, 40, BANDS)
    _, _, states = net(features)
    afresh, remembered = net(features)[0], net(features, states)[0]
    assert (afresh - remembered).abs().max() > 1e-3


def test_ignored_steps_cost_nothing_and_keywords_cost_more() -> None:
    logits = torch.zeros(1, 4, 11)
    quiet = keyword_loss(logits, torch.tensor([[0, 0, 0, 0]]))
    unsure = keyword_loss(logits, torch.tensor([[0, 0, -1, -1]]))
    spoken = keyword_loss(logits, torch.tensor([[0, 0, 0, 5]]))
    torch.testing.assert_close(quiet, unsure)
    assert spoken > 1.5 * quiet
