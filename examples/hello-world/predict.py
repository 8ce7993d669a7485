from cog import BasePredictor, Input


class Predictor(BasePredictor):
    def setup(self) -> None:
        """Runs once, when the model starts."""
        self.greeting = "hello"

    def predict(self, text: str = Input(description="Text to greet with hello")) -> str:
        """Runs for each prediction."""
        return f"{self.greeting} {text}"
